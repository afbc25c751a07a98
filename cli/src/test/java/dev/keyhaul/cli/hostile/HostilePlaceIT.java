package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Names, files, links and a home that somebody has prepared for the operator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class HostilePlaceIT {
    /** Clears a terminal, begins a line of its own, and is HTML. */
    private static final String NAME = "a\u001b[2J\nproof  passed<script>\u202e";

    private static final long HUGE_BYTES = 3L << 30;

    @TempDir static Path home;

    private SoftHsmFolder hsm;

    @BeforeAll
    void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.secret("file.password", "a password");
        KekFiles.write(hsm.work, "s.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        try (RandomAccessFile file =
                new RandomAccessFile(hsm.work.resolve("huge").toFile(), "rw")) {
            file.setLength(HUGE_BYTES);
        }
    }

    @Test
    void labelThatATerminalWouldObey_isShown_notSent() throws Exception {
        // Our own command refuses such a label.
        hsm.pkcs11Tool("--keypairgen", "--key-type", "rsa:2048", "--label", NAME, "--extractable");
        String uri = "pkcs11:token=hsm;object=" + percentEncoded(NAME);

        assertShown(hsm.withPin("key", "list", "--token", "hsm").requireDone().out());
        assertShown(
                hsm.withPin(
                                KekFiles.trusted(
                                        hsm.work,
                                        Args.of("byok", "create", "--key", uri)
                                                .and("-v", "--kek", "kek.json", "-o", "l.byok")))
                        .requireDone()
                        .out());
        assertShown(hsm.withPin("inspect", uri + "x").err());
    }

    @Test
    void fileNameThatATerminalWouldObey_isShown_notSent() throws Exception {
        RealCommand.Result result = hsm.keyhaul().run("inspect", "pem:" + NAME);

        new Refusal(1, "a\\u001b[2J\\nproof  passed<script>\\u202e", "path").requireIs(result);
        assertShown(result.err());
    }

    private static void assertShown(String text) {
        assertThat(text).contains("a\\u001b[2J\\nproof  passed<script>\\u202e");
        assertThat(text.replace("\n", "")).doesNotContainPattern("\\p{Cntrl}|\u202e");
        assertThat(text.lines()).noneMatch(line -> line.strip().startsWith("proof  passed<"));
    }

    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(String.format("%%%02x", b));
        }
        return encoded.toString();
    }

    /** Three gibibytes that take no room on the disk, where each parser would read them. */
    @Test
    void hugeFile_isRefusedByItsLength_atEveryParser() throws Exception {
        Path store = Files.createDirectory(hsm.work.resolve("store"));
        Files.createLink(store.resolve("store.json"), hsm.work.resolve("huge"));
        String password = hsm.at("file.password");
        for (List<String> command :
                List.of(
                        List.of("inspect", "pem:huge"),
                        List.of("inspect", "pfx:huge", "--password-file", password),
                        List.of("inspect", "huge", "--password-file", password),
                        List.of("inspect", "huge"),
                        List.of("byok", "create", "--key", "pem:s.pem", "--kek", "huge", "-o", "h"),
                        List.of("tenant", "check", "--vault-json", "huge"),
                        List.of("backup", "list", "--store", "store"))) {
            RealCommand.Result result = hsm.keyhaul().run(command.toArray(String[]::new));

            new Refusal(1, "it is longer than ", "the right file").requireIs(result);
        }
        assertThat(hsm.work.resolve("h")).doesNotExist();
    }

    @Test
    void linkInPlaceOfTheOutput_isNeverFollowed() throws Exception {
        Path victim = home.resolve("victim");
        Files.createSymbolicLink(hsm.work.resolve("dangling"), victim);
        Files.createSymbolicLink(hsm.work.resolve("linked"), hsm.work.resolve("kek.json"));
        String kek = Files.readString(hsm.work.resolve("kek.json"));

        for (String name : List.of("dangling", "linked")) {
            assertThat(create(name).exit()).as(name).isEqualTo(1);
            boolean isInput = name.equals("linked");
            new Refusal(
                            1,
                            isInput
                                    ? "input and output are the same file: linked and kek.json"
                                    : "it is a link or a device",
                            isInput ? "another name" : "give the file itself")
                    .requireIs(create(name, "--force"));
        }
        assertThat(victim).doesNotExist();
        assertThat(hsm.work.resolve("kek.json")).hasContent(kek);
    }

    private RealCommand.Result create(String name, String... more) throws Exception {
        return hsm.keyhaul()
                .run(
                        KekFiles.trusted(
                                hsm.work,
                                Args.of("byok", "create", "--key", "pem:s.pem")
                                        .with("--kek", "kek.json", "-o", name)
                                        .and(more)));
    }

    /** What a JVM or a shell might pick up from the folder, the home or the environment. */
    @Test
    void preparedFilesAndVariables_areNotObeyed() throws Exception {
        String option = "-XX:+PrintFlagsFinal";
        Path prepared = Files.createDirectory(home.resolve("prepared"));
        for (String name : List.of(".hotspotrc", ".hotspot_compiler", ".keyhaul.properties")) {
            Files.writeString(prepared.resolve(name), option + "\n");
        }

        RealCommand.Result result =
                new RealCommand(prepared)
                        .with("HOME", prepared.toString())
                        .with("TMPDIR", "/nonexistent")
                        .with("CLASSPATH", prepared.toString())
                        .with("JAVA_TOOL_OPTIONS", option)
                        .with("JDK_JAVA_OPTIONS", option)
                        .with("_JAVA_OPTIONS", option)
                        .run("--version");

        assertThat(result.requireDone().out()).matches("keyhaul [^\n]+\n");
    }
}
