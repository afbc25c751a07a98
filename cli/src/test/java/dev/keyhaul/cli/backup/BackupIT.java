package dev.keyhaul.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.Need;
import dev.keyhaul.core.fixture.Needs;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Master copies made, listed and restored: the key in one token, the recovery pair in another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class BackupIT {
    private static final String OTHER = "sha256:" + "0".repeat(64);
    private static final String RECOVERY = "pkcs11:token=recovery;object=recovery";

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private String fingerprint;

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.initToken("recovery").requireDone();
        hsm.initToken("bystander").requireDone();
        JsonObject tenant = hsm.generate("tenant", "--json").json();
        fingerprint = tenant.string("fingerprint");
        hsm.generate("aes", "--purpose", "wrapping");
        hsm.withPin("key", "export-public", "--key", SoftHsmFolder.uri("tenant"), "-o", "t.pem")
                .requireDone();
        hsm.withPin(
                        Args.of("key", "generate", "--token", "recovery", "--label", "recovery")
                                .and("--purpose", "recovery"))
                .requireDone();
    }

    @Test
    void create_forARecoveryPairInAnotherToken_isRestoredThereAndWritesForTheOwnerAlone()
            throws Exception {
        JsonObject report = create("owner", RECOVERY).json();

        assertThat(report.string("key_fingerprint")).isEqualTo(fingerprint);
        assertThat(report.string("authenticity")).isEqualTo("consistent, not authenticated");
        assertThat(report.strings("survival"))
                .contains("survives the loss of the token that the key came from");
        JsonObject recipient = report.objects("recipients").get(0);
        assertThat(recipient.string("proof"))
                .isEqualTo(
                        "the AES-KWP part: these bytes, unwrapped and used inside the token; the"
                                + " RSA-OAEP part: its length, and the mechanism on a throw-away"
                                + " key");
        try (Stream<Path> paths = Files.walk(hsm.work.resolve("owner"))) {
            assertThat(paths)
                    .hasSize(7)
                    .allSatisfy(
                            path ->
                                    assertThat(permissions(path))
                                            .isEqualTo(
                                                    Files.isDirectory(path)
                                                            ? "rwx------"
                                                            : "rw-------"));
        }
    }

    @Test
    void restore_givesTheSameKey_whoseSignatureOpenSslVerifies() throws Exception {
        String id = create("at-work", RECOVERY).json().string("id");

        JsonObject report =
                restore("at-work", id, fingerprint, "at-work", "--json").requireDone().json();

        assertThat(report.string("key_fingerprint")).isEqualTo(fingerprint);
        assertThat(report.bool("extractable")).isFalse();
        assertThat(report.strings("cannot_come_back")).contains("CKA_LOCAL");
        Files.writeString(hsm.work.resolve("data"), "a licence");
        pkcs11Tool(
                "recovery",
                "--sign",
                "--mechanism",
                "SHA256-RSA-PKCS",
                // It overlooks --label when it signs.
                "--id",
                keyIdFor("at-work"),
                "--input-file",
                "data",
                "--output-file",
                "data.sig");
        RealCommand.Result verified =
                hsm.keyhaul()
                        .runProgram(
                                List.of(
                                        "openssl",
                                        "dgst",
                                        "-sha256",
                                        "-verify",
                                        "t.pem",
                                        "-signature",
                                        "data.sig",
                                        "data"));
        assertThat(verified.requireDone().out()).isEqualTo("Verified OK\n");
    }

    @Test
    void restore_takesThePublicKeyAsExpectation_andTheBeginningOfAnId() throws Exception {
        String id = create("beginning", RECOVERY).json().string("id");

        restore("beginning", id.substring(0, 18), "t.pem", "beginning").requireDone();
    }

    @Test
    void restore_twice_needsASecondLabelAndId() throws Exception {
        String id = create("twice", RECOVERY).json().string("id");
        restore("twice", id, fingerprint, "twice").requireDone();

        RealCommand.Result again = restore("twice", id, fingerprint, "twice", "-q");

        new Refusal(5, "has an object with the label 'twice' already", "choose another label")
                .requireIs(again);
        new Refusal(5, "already has an object with that ID", "--key-id")
                .requireIs(
                        hsm.withPin(
                                Args.of("backup", "restore", "-q", "--store", "twice", "--id")
                                        .and(
                                                id,
                                                "--expect",
                                                fingerprint,
                                                "--token",
                                                "recovery",
                                                "--label",
                                                "2",
                                                "--key-id",
                                                keyIdFor("twice"))));
        restore("twice", id, fingerprint, "twice-again").requireDone();
        assertThat(labels("recovery")).containsOnlyOnce("twice", "twice-again");
    }

    /** The disk of the store is read-only, as one is that is kept apart. */
    @Test
    @Needs(Need.MOUNT)
    void restore_thatTheJournalCannotRecord_isNoSuccess() throws Exception {
        Path disk = Files.createDirectories(hsm.work.resolve("sealed"));
        RealCommand shell = hsm.keyhaul();
        shell.runProgram(List.of("mount", "-t", "tmpfs", "tmpfs", disk.toString())).requireDone();
        try {
            String id = create("sealed/store", RECOVERY).json().string("id");
            shell.runProgram(List.of("mount", "-o", "remount,ro", disk.toString())).requireDone();

            RealCommand.Result result = restore("sealed/store", id, fingerprint, "unrecorded");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err())
                    .contains(
                            "error: the key works in token recovery, label unrecorded, but the journal does not record its restore: ",
                            "read-only file system [KH-RESTORE-UNRECORDED]",
                            "hint: do not repeat the restore");
            assertThat(result.out()).contains("recovery");
            assertThat(labels("recovery")).contains("unrecorded");
        } finally {
            shell.runProgram(List.of("umount", disk.toString())).requireDone();
        }
    }

    @Test
    void restore_extractable_canBeWrappedAgain() throws Exception {
        String id = create("extractable", RECOVERY).json().string("id");

        RealCommand.Result result =
                restore("extractable", id, fingerprint, "extractable", "--extractable", "--json");

        assertThat(result.requireDone().json().bool("extractable")).isTrue();
        hsm.withPin(
                        Args.of("backup", "create", "--key")
                                .and(
                                        "pkcs11:token=recovery;object=extractable",
                                        "--store",
                                        "again",
                                        "--to",
                                        RECOVERY,
                                        "--same-token-only"))
                .requireDone();
    }

    @Test
    void restore_withAnotherExpectation_failsItsCheckAndMakesNothing() throws Exception {
        String id = create("expected", RECOVERY).json().string("id");

        new Refusal(7, "contains the key " + fingerprint, "keyhaul backup list")
                .requireIs(restore("expected", id, OTHER, "unexpected"));
        assertThat(labels("recovery")).doesNotContain("unexpected");
    }

    @Test
    void restore_inATokenThatIsNoRecipient_isRefused() throws Exception {
        String id = create("bystander", RECOVERY).json().string("id");

        RealCommand.Result result =
                hsm.withPin(
                        Args.of("backup", "restore", "-q", "--store", "bystander", "--id", id)
                                .and(
                                        "--expect",
                                        fingerprint,
                                        "--token",
                                        "bystander",
                                        "--label",
                                        "x"));

        new Refusal(3, "token 'bystander' is not a recipient of copy " + id, "backup show")
                .requireIs(result);
    }

    @Test
    void restore_ofADamagedCopy_failsItsCheckAndMakesNothing() throws Exception {
        String id = create("flipped", RECOVERY).json().string("id");
        Path wrapped = hsm.work.resolve("flipped").resolve(id).resolve("recipient-1.bin");
        byte[] bytes = Files.readAllBytes(wrapped);
        bytes[bytes.length - 1] ^= 1;
        Files.write(wrapped, bytes);

        RealCommand.Result result = restore("flipped", id, fingerprint, "flipped");

        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("keyhaul: error: ").contains("recipient-1.bin");
        assertThat(labels("recovery")).doesNotContain("flipped");
    }

    @Test
    void list_showsDamagedCopiesBesideTheOthers() throws Exception {
        String damaged = create("mixed", RECOVERY).json().string("id");
        Files.delete(hsm.work.resolve("mixed").resolve(damaged).resolve("recipient-1.bin"));
        String whole = create("mixed", RECOVERY).json().string("id");

        JsonObject report =
                hsm.keyhaul()
                        .run("backup", "list", "--store", "mixed", "--json")
                        .requireDone()
                        .json();

        assertThat(report.objects("copies")).hasSize(2);
        for (JsonObject copy : report.objects("copies")) {
            if (copy.string("id").equals(whole)) {
                assertThat(copy.string("state")).isEqualTo("listed");
                assertThat(copy.string("key_fingerprint")).isEqualTo(fingerprint);
            } else {
                assertThat(copy.string("id")).isEqualTo(damaged);
                assertThat(copy.string("state"))
                        .startsWith("damaged: ")
                        .contains("recipient-1.bin");
            }
        }
    }

    @Test
    void list_ofAFolderThatIsNotThere_fails() throws Exception {
        new Refusal(1, "not a master-copy store: nowhere", "'keyhaul backup create' makes a store")
                .requireIs(hsm.keyhaul().run("backup", "list", "--store", "nowhere"));
    }

    @Test
    void create_forTheSameTokenOnly_mustBeSaid() throws Exception {
        String aes = SoftHsmFolder.uri("aes");

        new Refusal(3, "would be lost together with the key's own token", "--same-token-only")
                .requireIs(tryCreate("same", aes, "-q"));
        assertThat(hsm.work.resolve("same")).doesNotExist();

        JsonObject copy = tryCreate("same", aes, "--same-token-only", "--json").json();
        assertThat(copy.objects("recipients").get(0).string("proof"))
                .isEqualTo("these bytes, unwrapped and used inside the token");
        String id = copy.string("id");
        hsm.withPin(
                        Args.of(
                                        "backup", "restore", "--store", "same", "--id", id,
                                        "--token", "hsm")
                                .and(
                                        "--expect",
                                        fingerprint,
                                        "--label",
                                        "from-aes",
                                        "--key-id",
                                        "aa"))
                .requireDone();
    }

    @Test
    void create_forSeveralRecipients_isOpenedByEach() throws Exception {
        JsonObject report =
                tryCreate("several", RECOVERY, "--to", SoftHsmFolder.uri("aes"), "--json")
                        .requireDone()
                        .json();

        assertThat(report.objects("recipients")).hasSize(2);
        restore("several", report.string("id"), fingerprint, "several").requireDone();
    }

    @Test
    void create_forAKeyThatIsNotFit_isRefused() throws Exception {
        new Refusal(3, "cannot be a recipient of master copies: CKA_", "--purpose recovery")
                .requireIs(tryCreate("unfit", SoftHsmFolder.uri("tenant")));
        new Refusal(5, "key with label 'nothing'", "")
                .requireIs(tryCreate("unfit", "pkcs11:token=recovery;object=nothing"));
        new Refusal(2, "not a recipient: paper", "pkcs11:").requireIs(tryCreate("unfit", "paper"));
        assertThat(hsm.work.resolve("unfit")).doesNotExist();
    }

    private RealCommand.Result create(String store, String recipient) throws Exception {
        return tryCreate(store, recipient, "--json").requireDone();
    }

    private RealCommand.Result tryCreate(String store, String recipient, String... more)
            throws Exception {
        return hsm.withPin(
                Args.of(
                                "backup",
                                "create",
                                "--key",
                                SoftHsmFolder.uri("tenant"),
                                "--store",
                                store,
                                "--to",
                                recipient,
                                "--to-pin-file",
                                hsm.at("user.pin"))
                        .and(more));
    }

    private RealCommand.Result restore(
            String store, String id, String expect, String label, String... more) throws Exception {
        return hsm.withPin(
                Args.of(
                                "backup",
                                "restore",
                                "--store",
                                store,
                                "--id",
                                id,
                                "--expect",
                                expect,
                                "--token",
                                "recovery",
                                "--label",
                                label,
                                "--key-id",
                                keyIdFor(label))
                        .and(more));
    }

    /** Each restored key needs an id of its own: it is the same key every time. */
    private static String keyIdFor(String label) {
        return HexFormat.of().formatHex(label.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> labels(String token) throws Exception {
        return pkcs11Tool(token, "--list-objects", "--type", "privkey")
                .out()
                .lines()
                .filter(line -> line.startsWith("  label:"))
                .map(line -> line.replaceFirst("  label: +", ""))
                .toList();
    }

    private RealCommand.Result pkcs11Tool(String token, String... more) throws Exception {
        return hsm.keyhaul()
                .runProgram(
                        List.of(
                                Args.of("pkcs11-tool", "--module", hsm.module(), "--token-label")
                                        .and(
                                                Args.of(
                                                                token,
                                                                "--login",
                                                                "--pin",
                                                                SoftHsmFolder.PIN)
                                                        .and(more))))
                .requireDone();
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
