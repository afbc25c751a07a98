package dev.keyhaul.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The vault's own backup of a key: in a file, and beside the key's master copy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class VaultBackupIT {
    private static final String RECOVERY = "pkcs11:token=recovery;object=recovery";

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private ServedVault vault;
    private String fingerprint;

    @BeforeAll
    void makeKeyInVault() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.initToken("recovery").requireDone();
        fingerprint = hsm.generate("tenant", "--json").json().string("fingerprint");
        hsm.withPin(
                        Args.of("key", "generate", "--token", "recovery", "--label", "recovery")
                                .and("--purpose", "recovery"))
                .requireDone();
        vault = ServedVault.start(hsm, "vault");
        vault.runWithPin(
                        Args.of("vault", "import-key", "--key", SoftHsmFolder.uri("tenant"))
                                .and("--name", "tenant", "--rehearsal"))
                .requireDone();
        vault.run("kek", "create", "--name", "other", "--bits", "2048").requireDone();
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    private String createCopy(String store) throws Exception {
        return hsm.withPin(
                        Args.of("backup", "create", "--json", "--key", SoftHsmFolder.uri("tenant"))
                                .and(
                                        "--store",
                                        store,
                                        "--to",
                                        RECOVERY,
                                        "--to-pin-file",
                                        hsm.at("user.pin")))
                .requireDone()
                .json()
                .string("id");
    }

    private RealCommand.Result keep(String name, String store, String id) throws Exception {
        return vault.run(
                Args.of("vault", "backup-key", "--json", "--name", name)
                        .and("--store", store, "--id", id));
    }

    private RealCommand.Result backup(String command, String store, String... more)
            throws Exception {
        return hsm.keyhaul().run(Args.of("backup", command, "--json", "--store", store).and(more));
    }

    @Test
    void backup_intoAFile_isTheOwnersAlone_andReplacesNothing() throws Exception {
        RealCommand.Result result =
                vault.run("vault", "backup-key", "--json", "--name", "tenant", "-o", "t.keybackup");

        JsonObject report = result.requireDone().json();
        assertThat(report.string("meaning")).endsWith("and is no master copy");
        assertThat(report.string("kid")).startsWith(ServedVault.URL + "/keys/tenant/");
        assertThat(report.string("key_fingerprint")).isEqualTo(fingerprint);
        Path file = hsm.work.resolve("t.keybackup");
        assertThat(Files.size(file)).isGreaterThan(1000);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        new Refusal(1, "t.keybackup: it exists already", "--force")
                .requireIs(
                        vault.run("vault", "backup-key", "--name", "tenant", "-o", "t.keybackup"));
    }

    @Test
    void backup_besideACopy_isLabelled_shownAndVerified() throws Exception {
        String id = createCopy("copies");

        JsonObject kept = keep("tenant", "copies", id).requireDone().json();

        assertThat(kept.string("meaning")).contains("only into the same subscription");
        assertThat(kept.string("copy")).isEqualTo(id);
        assertThat(kept.string("key_fingerprint")).isEqualTo(fingerprint);
        List<JsonObject> shown =
                backup("show", "copies", "--id", id).requireDone().json().objects("vault_backups");
        assertThat(shown).hasSize(1);
        assertThat(shown.get(0).string("file")).isEqualTo(kept.string("file"));
        assertThat(shown.get(0).string("meaning")).endsWith("and is no master copy");
        assertThat(shown.get(0).string("sha256")).isEqualTo(kept.string("sha256"));
        assertThat(backup("list", "copies").requireDone().json().objects("copies")).hasSize(1);
        JsonObject verified = backup("verify", "copies", "--all").requireDone().json();
        assertThat(verified.objects("checks"))
                .extracting(check -> check.string("check"))
                .anyMatch(name -> name.startsWith("vault backup "));
    }

    @Test
    void flippedBit_isToldByVerifyAndShow() throws Exception {
        String id = createCopy("flipped");
        Path blob = Path.of(keep("tenant", "flipped", id).requireDone().json().string("file"));
        byte[] content = Files.readAllBytes(hsm.work.resolve(blob));
        content[content.length / 2] ^= 1;
        Files.write(hsm.work.resolve(blob), content);

        RealCommand.Result all = backup("verify", "flipped", "--all");
        RealCommand.Result one = backup("verify", "flipped", "--id", id);

        assertThat(all.exit()).isEqualTo(7);
        assertThat(all.json().strings("failed"))
                .singleElement()
                .asString()
                .startsWith("vault backup ");
        new Refusal(7, "its SHA-256 does not match its label", "use another copy").requireIs(one);
        assertThat(
                        backup("show", "flipped", "--id", id)
                                .requireDone()
                                .json()
                                .objects("vault_backups"))
                .singleElement()
                .satisfies(line -> assertThat(line.string("damaged")).contains("was changed"));
    }

    @Test
    void anotherKeyThanTheCopys_isRefused_andNothingIsKept() throws Exception {
        String id = createCopy("refused");

        new Refusal(3, "the key of copy " + id + " is " + fingerprint, "choose the copy")
                .requireIs(keep("other", "refused", id));
        assertThat(hsm.work.resolve("refused").resolve("vault-backups")).doesNotExist();
    }

    @Test
    void keyThatIsNotThere_isTheVaultsAnswer_andLeavesNoFile() throws Exception {
        new Refusal(6, "404 KeyNotFound", "")
                .requireIs(
                        vault.run("vault", "backup-key", "--name", "nobody", "-o", "n.keybackup"));
        assertThat(hsm.work.resolve("n.keybackup")).doesNotExist();
    }

    @Test
    void neitherFileNorStore_orBoth_isUsage() throws Exception {
        for (List<String> options :
                List.of(
                        List.<String>of(),
                        List.of("--store", "copies"),
                        List.of("-o", "f", "--store", "copies", "--id", "x"))) {
            new Refusal(2, "give -o F, or --store D with --id ID", "-o writes the blob")
                    .requireIs(
                            vault.run(
                                    Args.of("vault", "backup-key", "--name", "x")
                                            .and(options.toArray(String[]::new))));
        }
    }
}
