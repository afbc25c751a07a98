package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ReleasedFiles;
import dev.keyhaul.core.file.FileKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each place that takes a file, given a file of another kind: the error explains it. */
@Tag("long")
class WrongKindIT {
    private static final String SHA256 = "00".repeat(32);
    private static final Set<FileKind> PRIVATE =
            EnumSet.of(FileKind.PRIVATE_KEY, FileKind.ENCRYPTED_PRIVATE_KEY, FileKind.WINDOWS_KEY);
    private static final Set<FileKind> KEK =
            EnumSet.of(
                    FileKind.KEK_RECORD,
                    FileKind.VAULT_KEY,
                    FileKind.ATTESTATION,
                    FileKind.PUBLIC_KEY);

    /** What a command takes in the place of FILE. */
    private record Place(String command, Set<FileKind> taken) {
        static Place of(String command, FileKind first, FileKind... others) {
            return new Place(command, EnumSet.of(first, others));
        }

        String[] words(String file) {
            return command.replace("FILE", file).split(" ");
        }

        /** A private key where a public one belongs has a warning of its own. */
        boolean isPublic() {
            return taken.contains(FileKind.PUBLIC_KEY);
        }
    }

    private static final List<Place> PLACES =
            List.of(
                    new Place(
                            "byok create --key pem:keys/soft.pem --kek FILE --kek-sha256 "
                                    + SHA256
                                    + " -o out",
                            KEK),
                    Place.of(
                            "byok create --key pem:keys/soft.pem --format aws --aws-parameters FILE"
                                    + " --aws-key arn:aws:kms:eu-west-1:111122223333:key/k"
                                    + " --aws-algorithm RSA_AES_KEY_WRAP_SHA_256 --aws-expires never"
                                    + " --kek-sha256 "
                                    + SHA256
                                    + " -o out",
                            FileKind.AWS_PARAMETERS),
                    new Place("inspect record-signed/tenant.byok --kek FILE", KEK),
                    Place.of(
                            "byok open FILE --kek-key keys/kek.pem --expect keys/soft.pub.pem",
                            FileKind.BLOB),
                    Place.of(
                            "vault import-key --blob FILE --vault https://contoso-kv.vault.azure.net --name t"
                                    + " --expect keys/soft.pub.pem",
                            FileKind.BLOB),
                    Place.of(
                            "vault import-key --blob record-signed/tenant.byok --vault"
                                    + " https://rehearsal.vault.keyhaul.invalid --name t --expect FILE",
                            FileKind.PUBLIC_KEY),
                    new Place("inspect pem:FILE", PRIVATE),
                    Place.of("inspect pfx:FILE", FileKind.PFX),
                    Place.of("inspect tpd:FILE", FileKind.TPD),
                    Place.of(
                            "kek verify-attestation FILE",
                            FileKind.ATTESTATION,
                            FileKind.KEK_RECORD),
                    Place.of("approve FILE --key pem:keys/witness.pem", FileKind.APPROVAL_REQUEST),
                    Place.of("batch run FILE", FileKind.BATCH_MANIFEST),
                    Place.of("ceremony report --verify-only FILE", FileKind.REPORT),
                    Place.of("status FILE", FileKind.STATUS_FILE));

    @TempDir private static Path home;
    private static final Map<FileKind, String> FILES = new LinkedHashMap<>();

    @BeforeAll
    static void files() throws Exception {
        ReleasedFiles.copy("0.1.0", home);
        FILES.put(FileKind.BLOB, "record-signed/tenant.byok");
        FILES.put(FileKind.KEK_RECORD, "record-signed/kek.json");
        FILES.put(FileKind.VAULT_KEY, "kek/az-keyvault-key-show.json");
        FILES.put(FileKind.PUBLIC_KEY, "keys/soft.pub.pem");
        FILES.put(FileKind.CERTIFICATE, "keys/anna.crt.pem");
        FILES.put(FileKind.PRIVATE_KEY, "keys/soft.pem");
        FILES.put(
                FileKind.APPROVAL_REQUEST, "approvals/asked/byok-create-f01735dc390a.request.json");
        FILES.put(
                FileKind.CEREMONY_RECORD,
                "record-signed/records/20261201T130052.759Z-byok-create.record.json");
        FILES.put(FileKind.STORE_JOURNAL, "copies-unsigned/store/journal.jsonl");
        FILES.put(FileKind.STORE_MARKER, "copies-unsigned/store/store.json");
        FILES.put(
                FileKind.COPY_MANIFEST,
                "copies-unsigned/store/20261201T130100Z-8e8df750-b4db0d48/manifest.json");
        FILES.put(FileKind.BATCH_MANIFEST, "batch/bare.csv");
        FILES.put(FileKind.BATCH_JOURNAL, "batch/bare.csv.journal");
        FILES.put(FileKind.PAGE, "record-signed/report.html");
        Files.writeString(home.resolve("domain.xml"), "<ArrayOfAnyType></ArrayOfAnyType>");
        FILES.put(FileKind.TPD, "domain.xml");
    }

    @Test
    void someKinds_inEachPlace_areToldAndRefused() throws Exception {
        List<FileKind> kinds = List.copyOf(FILES.keySet());
        List<String> wrong = new ArrayList<>();
        for (int place = 0; place < PLACES.size(); place++) {
            for (int next = 0; next < 3; next++) {
                check(PLACES.get(place), kinds.get((3 * place + next) % kinds.size()), wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Tag("full")
    @Test
    void eachKind_inEachPlace_isToldAndRefused() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Place place : PLACES) {
            for (FileKind kind : FILES.keySet()) {
                check(place, kind, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void check(Place place, FileKind kind, List<String> wrong) throws Exception {
        String file = FILES.get(kind);
        if (place.taken.contains(kind)) {
            return;
        }
        RealCommand.Result result = new RealCommand(home).run(place.words(file));
        String first = result.err().lines().findFirst().orElse("");
        boolean told =
                first.startsWith("keyhaul: error: " + file + " is " + kind.label() + ", not ");
        boolean warned =
                place.isPublic()
                        && kind == FileKind.PRIVATE_KEY
                        && first.contains("the file has a private key");
        if (!(told && result.exit() == 1) && !(warned && result.exit() == 3)
                || !result.out().isEmpty()
                || Files.exists(home.resolve("out"))) {
            wrong.add(String.join(" ", place.words(file)) + ": " + result);
        }
    }
}
