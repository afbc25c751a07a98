package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.CommandWords;
import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.cli.row.Trait.Writes;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.usageaudit.SyntheticLogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command that writes a file, with each file that it reads as its output: by the same path,
 * by a hard link, by a symbolic link, and as a file of a folder that it reads. All is refused, and
 * nothing changes.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutputOverInputIT {
    private static final String SETTINGS = "host.properties";

    /** What a command with a plan's folder does: {@code OverwrittenCeremonyIT} tries it. */
    private static final Set<String> ELSEWHERE = Set.of("ceremony script");

    /** It writes what its manifest names. */
    private static final String BATCH = "batch run";

    /** It would run until somebody ends it. */
    private static final String SERVES = "local-vault";

    /**
     * Command lines, the files that each reads, and files that lie in a folder that it reads, or
     * keeps. Most read the settings, too.
     */
    private static final String ROWS =
            """
            key export-public --key pem:k.pem -o OUT | k.pem |
            pfx create --key pem:k.pem --certificate k.crt -o OUT --out-password-file pw | k.pem k.crt pw |
            tpd convert t.xml --password-file tpd.pw --keyless-out OUT | t.xml tpd.pw |
            tpd convert t.xml --password-file tpd.pw --keyless-out x --key-out OUT --out-password-file pw | t.xml pw |
            byok create --key pfx:k.pfx --password-file pw --kek vault-kek.json KEK -o OUT | k.pfx pw vault-kek.json |
            byok create --key pem:k.pem --kek vault-kek.json KEK --require-approval w.pub -o OUT | w.pub vault-kek.json | approvals/a.sig
            batch run m.csv KEK | m.csv k.pem vault-kek.json |
            kek download VAULT --name kek -o OUT | ../vault.access |
            vault backup-key VAULT --name made -o OUT | ../vault.access |
            audit --vault-log logs/vault --rms-log logs/rms --html OUT | LOG elsewhere/linked.json |
            audit --vault-log logs/vault --rms-log logs/rms --csv OUT | LOG elsewhere/linked.json |
            audit --vault-log logs/vault --rms-log logs/rms --parquet OUT | LOG elsewhere/linked.json |
            ceremony plan OUT --rehearsal | |
            ceremony report records -o OUT | RECORD | records/a.record.sig
            tenant runbook --origin pfx --key pfx:k.pfx --password-file pw TENANT -o OUT | k.pfx pw |
            token probe --token hsm --pin-file ../user.pin --sign-with pem:k.pem --report OUT | ../user.pin k.pem |
            backup restore COPY --password-file pw --out-password-file pw -o OUT | pw MANIFEST | copies/a.txt
            local-vault --state state --log state --access-file OUT | | state/a.json
            """;

    private record Row(List<String> words, List<String> inputs, List<String> inFolders) {
        String command() {
            return String.join(" ", words).startsWith(SERVES)
                    ? SERVES
                    : String.join(" ", words.subList(0, words.get(0).equals("audit") ? 1 : 2));
        }
    }

    @TempDir static Path home;
    private SoftHsmFolder hsm;
    private @Nullable ServedVault vault;
    private final Map<String, List<String>> named = new HashMap<>();

    @BeforeAll
    void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.certificate("k", 2048);
        hsm.certificate("w", 2048);
        hsm.publicKey("w");
        write(SETTINGS, "# nothing\n");
        KekFiles.write(hsm.work, "pw", "a password of a file");
        KekFiles.write(hsm.work, "tpd.pw", TpdWriter.PASSWORD);
        write("vault-kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        named.put("KEK", List.of(KekFiles.trust(hsm.work, "vault-kek.json")));
        Files.write(
                hsm.work.resolve("t.xml"), TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).write());
        Args pfx = Args.of("pfx", "create", "--key", "pem:k.pem", "--certificate", "k.crt");
        hsm.keyhaul().run(pfx.and("-o", "k.pfx", "--out-password-file", "pw")).requireDone();
        ServedVault served = ServedVault.start(hsm, "vault");
        vault = served;
        served.run("kek", "create", "--name", "kek", "--bits", "2048").requireDone();
        served.run("vault", "create-key", "--name", "made").requireDone();
        named.put("VAULT", List.of("--vault", ServedVault.URL, "--local-vault", "../vault.access"));
        named.put(
                "TENANT",
                List.of(
                        "--vault",
                        "https://contoso-kv.vault.azure.net",
                        "--name",
                        "tenant",
                        "--tenant-id",
                        "8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f",
                        "--subscription",
                        "s",
                        "--resource-group",
                        "g",
                        "--location",
                        "northeurope"));
        logs();
        copies();
        for (String file : List.of("approvals/a.sig", "records/a.record.sig", "state/a.json")) {
            write(file, "of somebody");
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = hsm.work.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** One file is in the folder by a link: only its reader knows where it is. */
    private void logs() throws Exception {
        Path logs = hsm.work.resolve("logs");
        SyntheticLogs.write(logs, 9, 400, 1, EnumSet.noneOf(SyntheticLogs.Misuse.class));
        Path log = files(logs.resolve("vault")).get(0);
        named.put("LOG", List.of(hsm.work.relativize(log).toString()));
        Path linked = Files.createDirectory(hsm.work.resolve("elsewhere")).resolve("linked.json");
        Files.copy(log, linked);
        Files.createSymbolicLink(log.resolveSibling("zz-" + log.getFileName()), linked);
    }

    private void copies() throws Exception {
        Args create = Args.of("backup", "create", "--key", "pem:k.pem", "--store", "copies");
        RealCommand.Result made =
                hsm.keyhaul()
                        .run(
                                create.with("--to", "password", "--out-password-file", "pw")
                                        .with("--record", "records", "--json")
                                        .and("--person", "operator=Ada Bell"));
        String id = made.requireDone().json().string("id");
        String fingerprint = made.json().string("key_fingerprint");
        named.put("COPY", List.of("--store", "copies", "--id", id, "--expect", fingerprint));
        named.put("MANIFEST", List.of("copies/" + id + "/manifest.json"));
        named.put(
                "RECORD",
                List.of("records/" + files(hsm.work.resolve("records")).get(0).getFileName()));
        write("copies/a.txt", "of somebody");
    }

    @AfterAll
    void end() {
        if (vault != null) {
            vault.close();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private List<Row> rows() {
        return ROWS.lines()
                .map(line -> line.split("\\|", -1))
                .map(
                        part -> {
                            List<String> inputs = words(part[1]);
                            List<String> words = words(part[0]);
                            if (CommandWords.optionsOf(words).contains("--settings")) {
                                inputs.add(SETTINGS);
                                words.addAll(List.of("--settings", SETTINGS));
                            }
                            return new Row(words, inputs, words(part[2]));
                        })
                .toList();
    }

    private List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.strip().split(" +")) {
            words.addAll(named.getOrDefault(word, List.of(word)));
        }
        words.remove("");
        return words;
    }

    @Test
    void fileThatACommandReads_isNoOutputOfIt() throws Exception {
        SoftAssertions all = new SoftAssertions();
        int refused = 0;
        for (Row row : rows()) {
            requireDone(row, all);
            Path link = hsm.work.resolve("link");
            for (String input : row.inputs) {
                Path file = hsm.work.resolve(input);
                refused += refused(row, input, all);
                Files.createLink(link, file);
                refused += refused(row, "link", all);
                Files.delete(link);
                Files.createSymbolicLink(link, file);
                refused += refused(row, "link", all);
                Files.delete(link);
            }
            for (String file : row.inFolders) {
                refused += refused(row, file, all);
            }
        }
        all.assertAll();
        assertThat(refused).isGreaterThan(120);
    }

    /** With another output, the same words do what they say, or wait for an approval. */
    private void requireDone(Row row, SoftAssertions all) throws Exception {
        if (!row.command().equals(SERVES)) {
            RealCommand.Result result = run(row, "fresh");
            all.assertThat(result.exit()).as("%s: %s", row, result.err()).isIn(0, 9);
            Files.deleteIfExists(hsm.work.resolve("fresh"));
            Files.deleteIfExists(hsm.work.resolve("m.csv.journal"));
        }
    }

    private int refused(Row row, String output, SoftAssertions all) throws Exception {
        if (row.command().equals(BATCH)) {
            manifest(output);
        }
        FolderContent before = FolderContent.of(hsm.work);
        List<String> inputs = contents(row);

        RealCommand.Result result = run(row, output);

        String of = row.words + " over " + output;
        all.assertThat(result.exit()).as(of).isEqualTo(1);
        all.assertThat(result.err())
                .as(of)
                .containsPattern(
                        "input and output are the same file: |cannot replace .*: it (belongs to|is a link)");
        all.assertThat(FolderContent.of(hsm.work)).as(of).isEqualTo(before);
        all.assertThat(contents(row)).as(of).isEqualTo(inputs);
        return 1;
    }

    /** Some are beside the folder. */
    private List<String> contents(Row row) throws IOException {
        List<String> contents = new ArrayList<>();
        for (String input : row.inputs) {
            contents.add(Files.readString(hsm.work.resolve(input), StandardCharsets.ISO_8859_1));
        }
        return contents;
    }

    private RealCommand.Result run(Row row, String output) throws Exception {
        if (row.command().equals(BATCH)) {
            manifest(output);
        }
        List<String> words = new ArrayList<>(row.words);
        words.replaceAll(word -> word.equals("OUT") ? output : word);
        if (!Set.of(SERVES, "ceremony plan").contains(row.command())) {
            words.add("--force");
        }
        return hsm.keyhaul().run(words.toArray(String[]::new));
    }

    private void manifest(String output) throws IOException {
        write("m.csv", "source,kek,output\npem:k.pem,vault-kek.json," + output + "\n");
    }

    /** A new command that writes a file has a row here. */
    @Test
    void everyCommandThatWritesAFile_isTried() throws Exception {
        Set<String> writing = new TreeSet<>(Set.of(BATCH));
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            if (Commands.KEYHAUL.rows(entry).all().stream()
                    .anyMatch(row -> row.trait(Writes.class).isPresent())) {
                writing.add(entry.name());
            }
        }
        Set<String> tried = new TreeSet<>(ELSEWHERE);
        rows().forEach(row -> tried.add(row.command()));
        assertThat(tried).isEqualTo(writing);
    }
}
