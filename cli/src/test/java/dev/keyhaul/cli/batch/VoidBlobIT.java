package dev.keyhaul.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A token that gives a later item of a batch the AES key of an earlier one. It makes two AES keys
 * in the rehearsal, and two for each blob: one that ships, and a decoy.
 */
final class VoidBlobIT {
    private static final int ITEMS = 5;

    @TempDir static Path home;

    private static ShimFolder shim;
    private static BatchFolder batch;

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.generate("tenant");
        batch = new BatchFolder(shim.hsm.keyhaul());
    }

    /**
     * The AES key that ships comes again as one that ships, or as a decoy, which this process
     * opens.
     */
    @ParameterizedTest
    @ValueSource(strings = {"aes-again 3 1 5", "aes-again 3 1 6"})
    void earlierBlob_isRenamed_isNotDoneAnyMore_andIsMadeAgainByResume(String lie)
            throws Exception {
        String name = "one-" + lie.charAt(lie.length() - 1);
        files(name, ITEMS);
        Files.createDirectories(batch.folder.resolve(name));
        Path taken = batch.folder.resolve(name + "/0.byok.void");
        Files.writeString(taken, "somebody's");
        shim.obey(lie);

        RealCommand.Result spoiled =
                run(
                        name,
                        "--jobs",
                        "1",
                        "--record",
                        name + "-records",
                        "--person",
                        "operator=Ada Bell");

        assertThat(spoiled.exit()).as(spoiled.err()).isEqualTo(1);
        JsonObject report = spoiled.json();
        assertThat(report.number("done")).isEqualTo(ITEMS - 2);
        assertThat(report.number("failed")).isEqualTo(2);
        assertThat(texts(report, "code"))
                .containsExactlyInAnyOrder("KH-BATCH-VOID", "KH-TOKEN-UNSOUND");
        assertThat(texts(report, "cause"))
                .anyMatch(
                        cause -> cause.contains("the same AES key for line 3, " + name + "/1.byok"))
                .anyMatch(cause -> cause.contains("void as well: line 2, " + name + "/0.byok"));
        assertThat(Files.readString(taken)).isEqualTo("somebody's");
        assertThat(batch.outputs(name))
                .containsExactly("0.byok.void", "0.byok.void.2", "2.byok", "3.byok", "4.byok");
        assertThat(BatchFolder.doneLines(journal(name))).containsExactly(4L, 5L, 6L);
        JsonObject record = record(name);
        assertThat(record.object("facts").objects("files"))
                .extracting(file -> file.string("use") + " " + file.string("what"))
                .contains("deleted void blob", "written void blob");

        shim.obey();
        assertThat(run(name, "--resume").requireDone().json().number("done")).isEqualTo(2);
        assertThat(Files.readAllBytes(batch.folder.resolve(name + "/0.byok")))
                .isNotEqualTo(Files.readAllBytes(batch.folder.resolve(name + "/0.byok.void.2")));
        assertThat(run(name, "--resume").requireDone().json().number("done_before"))
                .isEqualTo(ITEMS);
        assertThat(batch.outputs(name)).hasSize(ITEMS + 2);
    }

    @Test
    void screen_namesBoth() throws Exception {
        files("screen", 2);
        shim.obey("aes-again 3 1 5");

        RealCommand.Result spoiled =
                shim.withPin(
                        Args.of("batch", "run", "screen.csv", "--jobs", "1")
                                .with(batch.trust())
                                .and("--profile", "key-vault"));

        assertThat(spoiled.exit()).isEqualTo(1);
        assertThat(spoiled.err()).contains("screen/0.byok is void", "screen/0.byok.void");
        assertThat(spoiled.out()).contains("screen/1.byok", "screen/0.byok");
    }

    /** As a run leaves it that is killed when it has noted the line and not renamed the file. */
    @Test
    void killedBeforeTheFileWasRenamed_theNextRunRenamesIt() throws Exception {
        files("killed", 2);
        shim.obey();
        run("killed").requireDone();
        Path blob = batch.folder.resolve("killed/0.byok");
        String sha256 = shaOf("killed", 2);
        Files.writeString(
                journal("killed"),
                Files.readString(journal("killed"))
                        + "{\"item\":2,\"void\":{\"sha256\":\""
                        + sha256
                        + "\"}}\n{\"item\":2,\"done\":{}}\n");
        byte[] before = Files.readAllBytes(blob);

        assertThat(run("killed", "--resume").requireDone().json().number("done")).isEqualTo(1);

        assertThat(Files.readAllBytes(batch.folder.resolve("killed/0.byok.void")))
                .isEqualTo(before);
        assertThat(Files.readAllBytes(blob)).isNotEqualTo(before);
    }

    /** The key of a void wrap stays in the vault; its KEK is named, and nothing more is sent. */
    @Test
    @Tag("long")
    void earlierImport_isAnIncident_namesTheKek_andIsNotRepeated() throws Exception {
        try (ServedVault vault = ServedVault.start(shim.hsm, "void")) {
            vault.run("kek", "create", "--name", "kek", "--bits", "2048").requireDone();
            List<String> rows = new ArrayList<>(List.of("source,vault,name,kek_name"));
            for (String key : List.of("first", "second", "third")) {
                rows.add(SoftHsmFolder.uri("tenant") + "," + ServedVault.URL + "," + key + ",kek");
            }
            Files.writeString(batch.folder.resolve("v.csv"), String.join("\n", rows) + "\n");
            shim.obey("aes-again 3 1 5");
            String[] into = {
                "--rehearsal", "--jobs", "1", "--local-vault", vault.accessFile().toString()
            };

            RealCommand.Result spoiled = run("v", into);

            assertThat(spoiled.exit()).as(spoiled.err()).isEqualTo(7);
            String key = vault.show("first").string("kid");
            String kek = vault.show("kek").string("kid");
            assertThat(spoiled.err())
                    .contains("it was delivered already: " + key, "disable the KEK " + kek)
                    .contains("keyhaul kek disable", "line 3, second");
            assertThat(texts(spoiled.json(), "code")).contains("KH-BATCH-VOID-SENT");

            shim.obey();
            RealCommand.Result resumed = run("v", Args.of(into).and("--resume"));

            assertThat(resumed.exit()).as(resumed.err()).isEqualTo(7);
            assertThat(texts(resumed.json(), "example")).anyMatch(example -> example.contains(key));
            assertThat(texts(resumed.json(), "hint"))
                    .anyMatch(hint -> hint.contains("disable the KEK " + kek));
            assertThat(vault.show("first").string("kid")).isEqualTo(key);
        }
    }

    /** Whichever thread is first: no blob stays whose AES key another has. */
    @Test
    @Tag("long")
    void eightJobs_ofTheBlobsUnderOneAesKey_noneStays() throws Exception {
        for (int round = 0; round < 12; round++) {
            String name = "jobs-" + round;
            files(name, 24);
            // As decoys or as those that ship, of whichever thread.
            shim.obey("aes-again " + (3 + round) + " 40 " + (12 + round));

            RealCommand.Result spoiled = run(name, "--jobs", "8");

            assertThat(spoiled.exit()).as(spoiled.err()).isEqualTo(1);
            List<Long> done = BatchFolder.doneLines(journal(name));
            List<String> files = new ArrayList<>(batch.outputs(name));
            files.removeIf(file -> !file.endsWith(".byok"));
            assertThat(files).hasSize(done.size());
            assertThat(spoiled.json().number("done")).isEqualTo(done.size());
            shim.obey();
            run(name, "--resume").requireDone();
        }
    }

    private static void files(String name, int items) throws Exception {
        batch.manifest(name, Collections.nCopies(items, SoftHsmFolder.uri("tenant")));
    }

    private static Path journal(String name) {
        return batch.folder.resolve(name + ".csv.journal");
    }

    private static String shaOf(String name, int line) throws Exception {
        for (String text : Files.readAllLines(journal(name))) {
            JsonObject entry = JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
            if (entry.has("will") && entry.number("item") == line) {
                return entry.object("will").string("sha256");
            }
        }
        throw new AssertionError("line " + line);
    }

    private static JsonObject record(String name) throws Exception {
        try (var files = Files.list(batch.folder.resolve(name + "-records"))) {
            return JsonObject.parse(
                    Files.readAllBytes(
                            files.filter(file -> file.toString().endsWith(".json"))
                                    .findFirst()
                                    .orElseThrow()));
        }
    }

    private static Set<String> texts(JsonObject report, String member) throws Exception {
        Set<String> texts = new TreeSet<>();
        for (JsonObject cause : report.objects("failures")) {
            texts.add(cause.string(member));
        }
        return texts;
    }

    private static RealCommand.Result run(String name, String... more) throws Exception {
        Args args = Args.of("batch", "run", name + ".csv", "--json", "--profile", "key-vault");
        return shim.withPin(
                List.of(more).contains("--rehearsal")
                        ? args.and(more)
                        : args.with(batch.trust()).and(more));
    }
}
