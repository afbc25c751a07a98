package dev.keyhaul.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.Need;
import dev.keyhaul.core.fixture.Needs;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code batch run} to blobs: killed, resumed, sharded, with failures and without room. */
@Tag("long")
final class BatchIT {
    @TempDir static Path home;

    private static SoftHsmFolder hsm;
    private static BatchFolder batch;

    @BeforeAll
    static void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        batch = new BatchFolder(hsm.keyhaul());
    }

    /**
     * Every fifth key is in the token, where it takes long enough to be killed in the middle. What
     * was there when the process was killed is not made again.
     */
    @Test
    void killedAndResumed_eachKeyIsDoneOnceAndOpens() throws Exception {
        int count = 200;
        Path manifest = batch.manifest("killed", sources(count));
        Map<Path, FileTime> seen = new HashMap<>();
        int kills = 0;
        for (int wanted = 30; wanted < count; wanted += 50) {
            kills += killAt(wanted, manifest, seen);
        }
        assertThat(kills).as("a run was killed in the middle").isPositive();

        JsonObject report = run("killed.csv", "--resume").requireDone().json();

        assertThat(report.number("remaining")).isZero();
        assertThat(report.number("done_before") + report.number("done")).isEqualTo(count);
        assertThat(batch.outputs("killed")).isEqualTo(BatchFolder.names(count));
        for (Map.Entry<Path, FileTime> file : seen.entrySet()) {
            assertThat(Files.getLastModifiedTime(file.getKey())).isEqualTo(file.getValue());
        }
        assertThat(BatchFolder.doneLines(batch.folder.resolve("killed.csv.journal")))
                .hasSize(count)
                .doesNotHaveDuplicates();
        for (int item = 0; item < count; item++) {
            RSAPrivateKey opened = batch.open("killed", item);
            if (item % 5 != 0) {
                assertThat(opened.getEncoded())
                        .isEqualTo(batch.key(item).getPrivate().getEncoded());
            } else {
                assertThat(opened.getModulus()).isEqualTo(batch.open("killed", 0).getModulus());
            }
            assertThat(batch.blob("killed", item).string("generator"))
                    .contains(item % 5 == 0 ? "SoftHSM" : "software key");
        }
        assertThat(Files.getPosixFilePermissions(batch.folder.resolve("killed/1.byok")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(run("killed.csv", "--resume").requireDone().json().number("done")).isZero();
    }

    private static List<String> sources(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i % 5 == 0 ? SoftHsmFolder.uri("tenant") : BatchFolder.pem(i))
                .toList();
    }

    /** Returns 1 when the process was killed before it had ended. */
    private static int killAt(int wanted, Path manifest, Map<Path, FileTime> seen)
            throws Exception {
        List<String> args = args(manifest.getFileName().toString(), "--resume", "--jobs", "1");
        Process process =
                hsm.keyhaul()
                        .startKeyhaul(
                                home.resolve("out"),
                                home.resolve("err"),
                                args.toArray(String[]::new));
        while (process.isAlive() && batch.outputs("killed").size() < wanted) {
            Thread.sleep(2);
        }
        process.destroyForcibly().waitFor();
        for (String name : batch.outputs("killed")) {
            Path file = batch.folder.resolve("killed").resolve(name);
            if (name.endsWith(".byok")) {
                seen.putIfAbsent(file, Files.getLastModifiedTime(file));
            }
        }
        return process.exitValue() == 0 ? 0 : 1;
    }

    @Test
    void shards_coverAllOnce_andKeepTheirOwnJournals() throws Exception {
        batch.manifest("shards", sources(11));
        long done = 0;
        for (int shard = 0; shard < 3; shard++) {
            done += run("shards.csv", "--shard", shard + "/3").requireDone().json().number("done");
        }
        assertThat(done).isEqualTo(11);
        assertThat(batch.outputs("shards")).isEqualTo(BatchFolder.names(11));
        assertThat(BatchFolder.doneLines(batch.folder.resolve("shards.csv.shard-1-of-3.journal")))
                .containsExactlyInAnyOrder(3L, 6L, 9L, 12L);
        new Refusal(7, "is the journal of shard 1/3", "give that shard, or another journal")
                .requireIs(
                        run(
                                "shards.csv",
                                "--resume",
                                "--journal",
                                "shards.csv.shard-1-of-3.journal"));
        new Refusal(2, "invalid shard '3/3'", "from 0 to N-1")
                .requireIs(run("shards.csv", "--shard", "3/3"));
    }

    @Test
    void failures_areToldByCause_andTheOthersGoOn() throws Exception {
        KekFiles.write(batch.folder, "weak.pem", KekFiles.pem(KekFiles.rsa(1024).getPrivate()));
        KekFiles.write(batch.folder, "damaged.pem", "-----BEGIN PRIVATE KEY-----\nMIIE\n");
        List<String> sources = new ArrayList<>(sources(4));
        sources.addAll(
                List.of(
                        "pem:missing-1.pem",
                        "pem:missing-2.pem",
                        "pem:weak.pem",
                        "pem:damaged.pem"));
        sources.add(SoftHsmFolder.uri("nobody"));
        sources.add(BatchFolder.pem(9));
        batch.manifest("failing", sources);
        Files.writeString(batch.folder.resolve("failing/9.byok"), "somebody's own");

        RealCommand.Result result = run("failing.csv");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("6 keys are not done; use --resume to do the rest");
        JsonObject report = result.json();
        assertThat(report.number("done")).isEqualTo(4);
        assertThat(report.number("failed")).isEqualTo(6);
        List<JsonObject> failures = report.objects("failures");
        assertThat(failures.get(0).string("cause"))
                .isEqualTo("cannot read …: no such file or folder");
        assertThat(failures.get(0).number("keys")).isEqualTo(2);
        assertThat(failures).hasSize(5);
        assertThat(Files.readString(batch.folder.resolve("failing/9.byok")))
                .isEqualTo("somebody's own");

        KekFiles.write(batch.folder, "missing-1.pem", KekFiles.pem(batch.key(0).getPrivate()));
        Files.delete(batch.folder.resolve("failing/9.byok"));
        JsonObject second = run("failing.csv", "--resume").json();
        assertThat(second.number("done_before")).isEqualTo(4);
        assertThat(second.number("done")).isEqualTo(2);
        assertThat(second.number("failed")).isEqualTo(4);
        assertThat(batch.open("failing", 4).getEncoded())
                .isEqualTo(batch.key(0).getPrivate().getEncoded());
    }

    @Test
    void manifest_isCheckedToItsEnd_andNothingIsBegun() throws Exception {
        Path manifest = batch.manifest("checked", sources(6));
        String good = Files.readString(manifest);
        String module = SoftHsmFolder.uri("tenant") + "?module-path=/tmp/evil.so";
        Map<String, Refusal> wrong =
                Map.of(
                        "pem:a,kek.json,checked/0.byok\n",
                        new Refusal(1, "checked.csv, line 8", "separate destination"),
                        "pem:a,kek.json,nowhere/7.byok\n",
                        new Refusal(1, "no such folder", "create the folder first"),
                        "pem:a,other.json,checked/7.byok\n",
                        new Refusal(1, "cannot read", "check the path"),
                        "pem:a,kek.json\n",
                        new Refusal(1, "line 8: 2 values; there are 3 columns", "as many values"),
                        "pem:a\"b,kek.json,x\n",
                        new Refusal(1, "line 8, column 6: a quote inside", "in quotes"),
                        module + ",kek.json,checked/7.byok\n",
                        new Refusal(3, "line 8: a file cannot name a PKCS#11 module", "--module"),
                        "floppy:a,kek.json,checked/7.byok\n",
                        new Refusal(2, "line 8: not a source of keys: floppy:a", "pkcs11:"));
        for (Map.Entry<String, Refusal> line : wrong.entrySet()) {
            Files.writeString(manifest, good + line.getKey());
            line.getValue().requireIs(run("checked.csv"));
        }
        Files.writeString(manifest, good.replace("kek,", "module,"));
        new Refusal(1, "column 'module' is unknown", "names: source").requireIs(run("checked.csv"));
        assertThat(batch.outputs("checked")).isEmpty();
        assertThat(batch.folder.resolve("checked.csv.journal")).doesNotExist();
    }

    @Test
    void journal_isNotBegunAgain_norGoneOnWithForAnotherManifest() throws Exception {
        Path manifest = batch.manifest("changed", sources(2));
        run("changed.csv").requireDone();

        new Refusal(1, "the journal already exists: changed.csv.journal", "--resume")
                .requireIs(run("changed.csv"));
        Files.writeString(manifest, Files.readString(manifest).replace("keys/1", "keys/2"));
        new Refusal(7, "the manifest is not the one", "resume with that manifest")
                .requireIs(run("changed.csv", "--resume"));
    }

    @Test
    void jsonLines_withAPasswordFile_areRead() throws Exception {
        Path password = hsm.secret("pem.password", "correct horse");
        batch.command
                .runProgram(
                        List.of(
                                "openssl",
                                "pkcs8",
                                "-topk8",
                                "-v2",
                                "aes-256-cbc",
                                "-in",
                                "keys/3.pem",
                                "-out",
                                "encrypted.pem",
                                "-passout",
                                "file:" + password))
                .requireDone();
        Files.createDirectories(batch.folder.resolve("lines"));
        String line =
                "{\"source\":\"pem:encrypted.pem\",\"password_file\":\"%s\",\"kek\":\"kek.json\","
                        + "\"output\":\"lines/%d.byok\"}\n";
        Files.writeString(
                batch.folder.resolve("lines.jsonl"),
                line.formatted(password, 0) + line.formatted(password, 1));

        run("lines.jsonl").requireDone();

        assertThat(batch.open("lines", 1).getEncoded())
                .isEqualTo(batch.key(3).getPrivate().getEncoded());
        Files.writeString(
                batch.folder.resolve("bad.jsonl"),
                line.formatted(password, 0).replace("lines/", "lines/a")
                        + "{\"source\": \"pem:a\", }\n");
        new Refusal(1, "bad.jsonl, line 2: not valid JSON", "check").requireIs(run("bad.jsonl"));
    }

    @Test
    @Needs(Need.MOUNT)
    void fullDisk_isSaid_andTheRestIsDoneLater() throws Exception {
        Path disk = Files.createDirectories(batch.folder.resolve("full"));
        String mount = "mount -t tmpfs -o size=64k tmpfs full";
        batch.command.runProgram(List.of(mount.split(" "))).requireDone();
        try {
            batch.manifest("full", sources(60));
            RealCommand.Result result = run("full.csv");
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err())
                    .contains("no space left on device")
                    .contains("keyhaul: hint: free space there");

            batch.command
                    .runProgram(List.of("mount", "-o", "remount,size=4m", disk.toString()))
                    .requireDone();
            run("full.csv", "--resume").requireDone();
            assertThat(batch.outputs("full")).isEqualTo(BatchFolder.names(60));
            assertThat(BatchFolder.doneLines(batch.folder.resolve("full.csv.journal")))
                    .hasSize(60)
                    .doesNotHaveDuplicates();
            batch.open("full", 59);
        } finally {
            batch.command.runProgram(List.of("umount", disk.toString())).requireDone();
        }
    }

    /** Ctrl-C is SIGINT; SIGTERM is a service manager's. */
    @Test
    void interrupted_endsWhatIsInHand_andSaysHowToResume() throws Exception {
        Path manifest = batch.manifest("stopped", sources(400));
        Path out = home.resolve("stopped.out");
        Path err = home.resolve("stopped.err");
        Process process =
                hsm.keyhaul()
                        .startKeyhaul(
                                out,
                                err,
                                args(manifest.getFileName().toString(), "--jobs", "1")
                                        .toArray(String[]::new));
        while (process.isAlive() && batch.outputs("stopped").isEmpty()) {
            Thread.sleep(2);
        }
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(143);

        assertThat(Files.readString(err)).contains("stopped: ", "use --resume");
        JsonObject report = JsonObject.parse(Files.readAllBytes(out));
        assertThat(report.number("remaining")).isPositive();
        assertThat(batch.outputs("stopped")).hasSize((int) report.number("done"));
        run("stopped.csv", "--resume").requireDone();
        assertThat(batch.outputs("stopped")).isEqualTo(BatchFolder.names(400));
    }

    /** A PIN that is wrong is sent once, whatever the number of items. */
    @Test
    void wrongPin_isSentOnce() throws Exception {
        batch.manifest("pin", List.of(SoftHsmFolder.uri("tenant"), SoftHsmFolder.uri("tenant")));
        Path wrong = hsm.secret("wrong.pin", "12345678");
        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                "batch",
                                "run",
                                "pin.csv",
                                "--json",
                                "--jobs",
                                "2",
                                "--vault",
                                KekFiles.VAULT,
                                "--kek-sha256",
                                batch.trust()[1],
                                "--pin-file",
                                wrong.toString());
        assertThat(result.exit()).isEqualTo(1);
        JsonObject failure = result.json().objects("failures").get(0);
        assertThat(failure.number("keys")).isEqualTo(2);
        assertThat(failure.string("cause")).contains("CKR_PIN_INCORRECT");
        run("pin.csv", "--resume").requireDone();
    }

    private static RealCommand.Result run(String manifest, String... more) throws Exception {
        return hsm.keyhaul().run(args(manifest, more).toArray(String[]::new));
    }

    private static List<String> args(String manifest, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("batch", "run", manifest, "--json"));
        args.addAll(List.of("--pin-file", hsm.at("user.pin")));
        args.addAll(List.of(batch.trust()));
        args.addAll(List.of(more));
        return args;
    }
}
