package dev.keyhaul.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.CommandWords;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code inspect} says of each kind of file, and which options it takes for it. */
@Tag("long")
class InspectIT {
    private static final Set<FileKind> KEYS =
            EnumSet.of(FileKind.PRIVATE_KEY, FileKind.ENCRYPTED_PRIVATE_KEY, FileKind.WINDOWS_KEY);
    private static final Set<FileKind> SECRET = EnumSet.of(FileKind.PFX, FileKind.TPD);

    /** Every option of the command but the console's, with a value, and the kinds it is for. */
    private static final Map<String, Set<FileKind>> OPTIONS = new LinkedHashMap<>();

    @TempDir private static Path home;
    private static Map<FileKind, String> files = Map.of();

    static {
        SECRET.addAll(KEYS);
        Set<FileKind> blob = EnumSet.of(FileKind.BLOB);
        Set<FileKind> none = EnumSet.noneOf(FileKind.class);
        OPTIONS.put("--kek kek/kek.pem", blob);
        OPTIONS.put("--kid " + KekFiles.KID, blob);
        OPTIONS.put("--vault " + KekFiles.VAULT, blob);
        OPTIONS.put("--expect 6c3e4f90-4e1d-4ec5-8c1c-5d2f2a6a0f11", EnumSet.of(FileKind.TPD));
        OPTIONS.put("--password-file " + KindFiles.PASSWORD_FILE, SECRET);
        OPTIONS.put("--password-env NAME", SECRET);
        OPTIONS.put("--allow-no-mac", EnumSet.of(FileKind.PFX));
        OPTIONS.put("--allow-weak-key", KEYS);
        OPTIONS.put("--module m.so", none);
        OPTIONS.put("--pin-file-of hsm=pin", none);
        OPTIONS.put("--backend iaik", none);
        OPTIONS.put("--pin-file pin", none);
        OPTIONS.put("--pin-env NAME", none);
        OPTIONS.put("--pin-fd 3", none);
    }

    @BeforeAll
    static void write() throws Exception {
        files = KindFiles.in(home);
    }

    private static List<String> recognised() {
        return Arrays.stream(FileKind.values())
                .filter(FileKind::isRecognised)
                .map(kind -> Objects.requireNonNull(files.get(kind), "no file of kind " + kind))
                .toList();
    }

    private static RealCommand.Result inspect(String... words) throws Exception {
        return new RealCommand(home).run(Args.of("inspect").and(words));
    }

    /** The resource has a table of all kinds, and then what is said of each. */
    @Test
    void eachKind_isShown_asTheResourceHasIt() throws Exception {
        List<String> all = new ArrayList<>(recognised());
        all.addAll(List.of("--password-file", KindFiles.PASSWORD_FILE));
        RealCommand.Result table = inspect(all.toArray(String[]::new));
        StringBuilder shown = new StringBuilder(table.requireDone().out());
        for (FileKind kind : FileKind.values()) {
            if (!kind.isRecognised()) {
                continue;
            }
            String file = Objects.requireNonNull(files.get(kind));
            RealCommand.Result one =
                    SECRET.contains(kind)
                            ? inspect(file, "--password-file", KindFiles.PASSWORD_FILE)
                            : inspect(file);
            shown.append("\n$ keyhaul inspect ").append(file).append('\n');
            shown.append(one.requireDone().out());
            assertThat(one.out())
                    .as(file)
                    .containsPattern("(?m)^kind +" + Pattern.quote(kind.noun()) + "$");
        }

        assertThat(shown.toString()).doesNotContain("never shown", "c2VjcmV0", "PRIVATE KEY");
        Path actual = Path.of("target", "inspect-kinds.txt");
        Files.writeString(actual, shown);
        try (InputStream in = getClass().getResourceAsStream("inspect-kinds.txt")) {
            assertThat(shown.toString())
                    .as("see %s", actual)
                    .isEqualTo(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8));
        }
    }

    /** A script tells the kinds apart by one member, and finds the key by its fingerprint. */
    @Test
    void json_hasAKind_andOfSeveralFilesAnItemEach() throws Exception {
        List<String> words = new ArrayList<>(recognised());
        words.addAll(List.of("--json", "--password-file", KindFiles.PASSWORD_FILE));

        List<JsonObject> items =
                inspect(words.toArray(String[]::new)).requireDone().json().objects("items");

        List<String> kinds = new ArrayList<>();
        for (JsonObject item : items) {
            kinds.add(item.string("kind"));
        }
        assertThat(kinds)
                .containsExactlyElementsOf(
                        Arrays.stream(FileKind.values())
                                .filter(FileKind::isRecognised)
                                .map(FileKind::noun)
                                .toList());
        String soft = inspect("keys/soft.pub.pem", "--json").json().string("fingerprint");
        for (FileKind kind :
                List.of(
                        FileKind.PRIVATE_KEY,
                        FileKind.ENCRYPTED_PRIVATE_KEY,
                        FileKind.WINDOWS_KEY,
                        FileKind.TPD,
                        FileKind.XRML,
                        FileKind.CERTIFICATE_REQUEST)) {
            assertThat(items.get(kinds.indexOf(kind.noun())).string("fingerprint"))
                    .as(kind.noun())
                    .isEqualTo(soft);
        }
    }

    /** In this process: these are 13 options by 29 kinds. */
    @Test
    void optionOfAnotherKind_isUsage_andNamesBoth() throws Exception {
        Set<String> common = Set.of("--json", "--quiet", "--verbose", "--settings", "--help");
        Set<String> own = new TreeSet<>(CommandWords.optionsOf(List.of("inspect")));
        own.removeAll(common);
        assertThat(OPTIONS.keySet().stream().map(o -> o.split(" ")[0]))
                .containsExactlyInAnyOrderElementsOf(own);
        int refused = 0;
        for (Map.Entry<String, Set<FileKind>> option : OPTIONS.entrySet()) {
            String name = option.getKey().split(" ")[0];
            for (FileKind kind : files.keySet()) {
                if (option.getValue().contains(kind)) {
                    continue;
                }
                String file = home.resolve(Objects.requireNonNull(files.get(kind))).toString();
                List<String> words = new ArrayList<>(List.of("inspect", file));
                words.addAll(List.of(option.getKey().split(" ")));
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ByteArrayOutputStream err = new ByteArrayOutputStream();

                int exit = Commands.KEYHAUL.run(words, new Console(print(out), print(err)));

                assertThat(err.toString(UTF_8))
                        .as(words.toString())
                        .startsWith("keyhaul: error: " + name + " does not apply: ")
                        .contains(" is " + kind.label());
                assertThat(exit).as(words.toString()).isEqualTo(2);
                assertThat(out.size()).isZero();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, UTF_8);
    }

    @Test
    void optionsOfASource_areThoseOfItsHome() throws Exception {
        String token = "pkcs11:token=hsm;object=tenant";

        new Refusal(2, "--password-file does not apply: " + token + " is a key in a token", "PFX")
                .requireIs(inspect(token, "--password-file", KindFiles.PASSWORD_FILE));
        new Refusal(2, "--kek does not apply: pem:keys/soft.pem is a key of a source", "blob")
                .requireIs(inspect("pem:keys/soft.pem", "--kek", "kek/kek.pem"));
        inspect("pfx:anna.pfx#anna", "--password-file", KindFiles.PASSWORD_FILE).requireDone();
    }

    /** Of several files, an option must fit one. */
    @Test
    void optionOfSeveralFiles_fitsOneOfThem() throws Exception {
        inspect("keys/soft.pub.pem", "anna.pfx", "--password-file", KindFiles.PASSWORD_FILE)
                .requireDone();
        new Refusal(2, "--kek does not apply: keys/soft.pub.pem is a public key, and", "blob")
                .requireIs(inspect("keys/soft.pub.pem", "anna.pfx", "--kek", "kek/kek.pem"));
    }

    @Test
    void unknownFile_saysWhichKindsAreKnown_andKeepsNoOtherFromBeingShown() throws Exception {
        Files.writeString(home.resolve("odd"), "nothing that has a form");
        String known =
                Arrays.stream(FileKind.values())
                        .filter(FileKind::isRecognised)
                        .map(FileKind::noun)
                        .collect(Collectors.joining(", "));

        new Refusal(1, "odd is not a recognised kind of file", known).requireIs(inspect("odd"));
        RealCommand.Result both = inspect("odd", "keys/soft.pub.pem", "--json");
        assertThat(both.exit()).isEqualTo(1);
        assertThat(both.json().objects("items").get(0).string("error"))
                .contains("not a recognised kind");
        assertThat(both.json().objects("items").get(1).string("kind")).isEqualTo("public key");
        new Refusal(
                        1,
                        "there is no *.xml file in batch, and it is not a master copy",
                        "name the files")
                .requireIs(inspect("batch"));
    }

    /** What is wrong with a blob among others is told, and is the exit code. */
    @Test
    void badBlobAmongOthers_isExit7_withItsFindings() throws Exception {
        String good = Files.readString(home.resolve("record-signed/tenant.byok"));
        Files.writeString(home.resolve("bad.byok"), good.replace("\"dir\"", "\"none\""));

        RealCommand.Result both = inspect("bad.byok", "keys/soft.pub.pem");

        assertThat(both.exit()).isEqualTo(7);
        assertThat(both.out()).contains("KH-ALG", "the service refuses it", "RSA 2048");
    }

    @Test
    void passwordOfSeveralFiles_isAskedForOnce() throws Exception {
        RealCommand.Result asked =
                new RealCommand(home)
                        .onTerminal(
                                new String[] {"inspect", "contoso.xml", "anna.pfx"},
                                TpdWriter.PASSWORD);

        assertThat(asked.out()).contains("anna.pfx", "RSA 2048");
        assertThat(Stream.of(asked.out().split("Password of ", -1)).count()).isEqualTo(2);
    }
}
