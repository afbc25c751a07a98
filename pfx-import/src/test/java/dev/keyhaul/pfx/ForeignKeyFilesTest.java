package dev.keyhaul.pfx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.fixture.ForeignVectors;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key files of other projects, each against the key that OpenSSL reads from it. */
@Tag("system")
class ForeignKeyFilesTest {
    /** Writes the public key in each file, in DER, to the second one; no file if there is none. */
    private static final String PKCS12 =
            """
            while IFS=' ' read -r in out password; do
                openssl pkcs12 -legacy -in "$in" -passin "pass:$password" -noenc -nocerts -out "$out.pem" \\
                    && openssl pkey -in "$out.pem" -pubout -outform DER -out "$out" || rm -f "$out"
            done <"$1"
            """;

    private static final String PRIVATE_KEY =
            """
            while IFS=' ' read -r in out password; do
                openssl pkey -in "$in" -passin "pass:$password" -pubout -outform DER -out "$out" || rm -f "$out"
            done <"$1"
            """;

    private static final Pattern FILE_IN_GO = Pattern.compile("`(MII[A-Za-z0-9+/=\\s]+)`");

    /** Keys that OpenSSL reads and no vault takes: why they are refused here. */
    private static final Pattern REFUSED_HERE =
            Pattern.compile(
                    "DSA|RSASSA-PSS|explicit parameters|another curve|OpenSSL's legacy format|two primes");

    @TempDir Path folder;

    /** A file and a password for it. */
    private record Sample(Path file, String password) {
        @Override
        public String toString() {
            return file.getFileName() + " with '" + password + "'";
        }
    }

    /** How a file is read here. */
    private interface Reading {
        SoftwareKey open(Path file, Passphrase password) throws KeyTransferException, IOException;
    }

    /** Files of NIST's test of certification paths. */
    @Test
    void pkitsFiles_openAsInOpenSsl() throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (Path file : ForeignVectors.CRYPTOGRAPHY.files("x509/PKITS_data/pkcs12")) {
            samples.add(new Sample(file, "password"));
        }
        requireTally(compare(samples, PKCS12, ForeignKeyFilesTest::openPfx), new Tally(400, 0, 5));
    }

    @Test
    void pkcs12Files_ofCryptographyAndGo_openAsInOpenSsl() throws Exception {
        List<Path> files = new ArrayList<>(ForeignVectors.CRYPTOGRAPHY.files("pkcs12"));
        files.addAll(filesInGo());
        List<Sample> samples = new ArrayList<>();
        for (Path file : files) {
            for (String password :
                    List.of("cryptography", "password", "rHyQTJsubhfxcpH5JttyilHE6BBsNoZp", "")) {
                samples.add(new Sample(file, password));
            }
        }
        requireTally(
                compare(samples, PKCS12, ForeignKeyFilesTest::openPfx),
                new Tally(22, 110, 0),
                new Tally(24, 116, 0));
    }

    @Test
    void pemAndDerFiles_openAsInOpenSsl() throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (String kind :
                List.of(
                        "PKCS8",
                        "EC",
                        "DER_Serialization",
                        "PEM_Serialization",
                        "Traditional_OpenSSL_Serialization")) {
            for (Path file : ForeignVectors.CRYPTOGRAPHY.files("asymmetric/" + kind)) {
                boolean encrypted = file.toString().contains("enc");
                for (String password :
                        encrypted ? List.of("123456", "foobar", "baz") : List.of("123456")) {
                    samples.add(new Sample(file, password));
                }
            }
        }
        requireTally(
                compare(samples, PRIVATE_KEY, ForeignKeyFilesTest::openPem),
                new Tally(28, 47, 26),
                new Tally(28, 54, 28));
    }

    /** Go's tests have their files in base64 among the code. */
    private List<Path> filesInGo() throws IOException {
        String source = Files.readString(ForeignVectors.GO_PKCS12.path("pkcs12_test.go"));
        List<Path> files = new ArrayList<>();
        Matcher file = FILE_IN_GO.matcher(source);
        while (file.find()) {
            Path written = folder.resolve("go-" + files.size() + ".p12");
            files.add(Files.write(written, Base64.getMimeDecoder().decode(file.group(1))));
        }
        return files;
    }

    private static SoftwareKey openPfx(Path file, Passphrase password)
            throws KeyTransferException, IOException {
        try (PfxFile pfx = PfxFile.open(Files.readAllBytes(file), password, false)) {
            return pfx.key(null).toSoftwareKey("test.p12", Opened.RANDOM);
        }
    }

    private static SoftwareKey openPem(Path file, Passphrase password)
            throws KeyTransferException, IOException {
        return PemSource.open(file, () -> password);
    }

    /**
     * What came of the samples.
     *
     * @param same the same key here and in OpenSSL
     * @param refused by both
     * @param refusedHere alone, for one of the known reasons
     */
    private record Tally(int same, int refused, int refusedHere) {
        boolean covers(Tally other) {
            return same >= other.same
                    && refused >= other.refused
                    && refusedHere >= other.refusedHere;
        }
    }

    /** The packages of Debian 12 and 13 give exactly these; a newer package has more files. */
    private static void requireTally(Tally found, Tally... known) {
        boolean asKnown = List.of(known).contains(found);
        assertThat(asKnown || Stream.of(known).allMatch(found::covers))
                .as("%s, where %s are known", found, List.of(known))
                .isTrue();
    }

    private Tally compare(List<Sample> samples, String script, Reading reading) throws Exception {
        List<String> theirs = inOpenSsl(samples, script);
        List<String> wrong = new ArrayList<>();
        int same = 0;
        int refused = 0;
        int refusedHere = 0;
        for (int i = 0; i < samples.size(); i++) {
            String ours = here(samples.get(i), reading);
            if (ours.equals(theirs.get(i))) {
                same++;
            } else if (theirs.get(i).isEmpty() && ours.contains(" ")) {
                refused++;
            } else if (ours.contains(" ") && REFUSED_HERE.matcher(ours).find()) {
                refusedHere++;
            } else {
                wrong.add(samples.get(i) + ": " + ours + ", in OpenSSL " + theirs.get(i));
            }
        }
        assertThat(wrong).isEmpty();
        return new Tally(same, refused, refusedHere);
    }

    /** The fingerprint of the key, or the message of the error, which has more than one word. */
    private static String here(Sample sample, Reading reading) throws IOException {
        try (Passphrase password = Passphrase.copyOf(sample.password.toCharArray());
                SoftwareKey key = reading.open(sample.file, password)) {
            return key.description().fingerprint().hex();
        } catch (KeyTransferException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The fingerprint of each file's key, or an empty text. In two shells, for two processors. */
    private List<String> inOpenSsl(List<Sample> samples, String script) throws Exception {
        List<List<String>> lines = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            lines.get(i % 2)
                    .add(sample.file + " " + folder.resolve("key-" + i) + " " + sample.password);
        }
        List<Process> shells = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            Path list = Files.write(folder.resolve("list-" + half), lines.get(half));
            shells.add(TestProcess.of("sh", "-c", script, "sh", list.toString()).quiet().start());
        }
        for (Process shell : shells) {
            assertThat(shell.waitFor()).isZero();
        }
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Path key = folder.resolve("key-" + i);
            keys.add(Files.exists(key) ? Sha256.hex(Files.readAllBytes(key)) : "");
        }
        return keys;
    }
}
