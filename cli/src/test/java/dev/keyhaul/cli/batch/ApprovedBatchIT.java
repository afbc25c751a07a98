package dev.keyhaul.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.Witness;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A batch does what was approved: for each kind of line, what is swapped between the approval and
 * the run makes the batch ask again, and nothing is done. Each form of a manifest is read into the
 * same lines: with JSON Lines, a plain run tries three kinds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
final class ApprovedBatchIT {
    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private ServedVault vault;
    private @Nullable ServedVault spare;
    private String tenant;
    private String soft;

    private final List<String> fingerprints = new ArrayList<>();

    /** A kind of line: its columns and values, and how what it names is swapped. */
    private enum Row {
        BLOB_UNDER_A_KEK_IN_A_FILE(
                "output,kek", "here/blob.byok,here/kek.json", Swap.FILE, "kek.json"),
        BLOB_UNDER_A_PUBLIC_KEY_IN_A_FILE(
                "output,kek,kid",
                "here/blob.byok,here/kek.pem," + KekFiles.KID,
                Swap.FILE,
                "kek.pem"),
        IMPORT_UNDER_A_KEK_IN_A_FILE(
                "vault,name,kek",
                ServedVault.URL + ",imported-HERE,here/local.json",
                Swap.FILE,
                "local.json"),
        IMPORT_UNDER_A_KEK_IN_THE_VAULT(
                "vault,name,kek_name",
                ServedVault.URL + ",imported-HERE,kek-HERE",
                Swap.KEK_OF_VAULT,
                ""),
        COPY_FOR_A_CERTIFICATE(
                "store,to", "here/copies,rsa:here/escrow.crt", Swap.FILE, "escrow.crt"),
        COPY_FOR_A_CERTIFICATE_AMONG_OTHERS(
                "store,to,out_password_file",
                "here/copies,password|rsa:here/escrow.crt,here/password",
                Swap.FILE,
                "escrow.crt"),
        COPY_FOR_A_RECOVERY_PAIR(
                "store,to,to_pin_file",
                "here/copies,pkcs11:token=far;object=recovery-HERE,PIN",
                Swap.KEY_OF_TOKEN,
                "recovery"),
        COPY_FOR_A_WRAPPING_KEY(
                "store,to,to_pin_file",
                "here/copies,pkcs11:token=hsm;object=wrapping-HERE"
                        + "|pkcs11:token=far;object=recovery,PIN",
                Swap.KEY_OF_TOKEN,
                "wrapping");

        private final String columns;
        private final String values;
        private final Swap swap;
        private final String swapped;

        Row(String columns, String values, Swap swap, String swapped) {
            this.columns = columns;
            this.values = values;
            this.swap = swap;
            this.swapped = swapped;
        }

        /** An AES key wraps keys of its own token alone. */
        private String token() {
            return swapped.equals("wrapping") ? SoftHsmFolder.TOKEN : "far";
        }
    }

    private enum Swap {
        FILE,
        KEK_OF_VAULT,
        KEY_OF_TOKEN
    }

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        tenant = hsm.generate("tenant", "--json").json().string("fingerprint");
        hsm.initToken("far").requireDone();
        // A copy for an AES key of the key's own token needs another recipient.
        hsm.withPin(
                        Args.of("key", "generate", "--token", "far", "--label", "recovery")
                                .and("--purpose", "recovery"))
                .requireDone();
        KeyPair pairOfFile = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "soft.pem", KekFiles.pem(pairOfFile.getPrivate()));
        soft = Fingerprint.of(pairOfFile.getPublic()).hex();
        vault = ServedVault.start(hsm, "vault");
        for (String use : List.of("kek", "other")) {
            KeyPair pair = KekFiles.rsa(2048);
            KekFiles.write(hsm.work, use + ".json", KekFiles.az(pair.getPublic()));
            KekFiles.write(hsm.work, use + ".pem", KekFiles.pem(pair.getPublic()));
            fingerprints.add("--kek-sha256=" + Fingerprint.of(pair.getPublic()).hex());
            vault.run("kek", "create", "--name", "local-" + use, "--bits", "2048").requireDone();
            vault.run("kek", "download", "--name", "local-" + use, "-o", "local-" + use + ".json")
                    .requireDone();
            hsm.certificate("escrow-" + use, 2048);
        }
    }

    @AfterAll
    void close() throws Exception {
        vault.close();
        close(spare);
    }

    private static void close(@Nullable ServedVault open) throws Exception {
        if (open != null) {
            open.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowOfCsv_whatIsSwapped_isAskedForAgain(Row row) throws Exception {
        String here = row.name().toLowerCase(Locale.ROOT) + "-csv";
        requireAskedAgain(
                row,
                here,
                "keys-" + here + ".csv",
                "source,expect," + row.columns + "\n" + values(row, here) + "\n");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BLOB_UNDER_A_KEK_IN_A_FILE",
                "IMPORT_UNDER_A_KEK_IN_A_FILE",
                "COPY_FOR_A_CERTIFICATE_AMONG_OTHERS"
            })
    void rowOfJsonLines_whatIsSwapped_isAskedForAgain(Row row) throws Exception {
        requireAskedAgainWithJsonLines(row);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "BLOB_UNDER_A_KEK_IN_A_FILE",
                "IMPORT_UNDER_A_KEK_IN_A_FILE",
                "COPY_FOR_A_CERTIFICATE_AMONG_OTHERS"
            })
    @Tag("full")
    void otherRowOfJsonLines_whatIsSwapped_isAskedForAgain(Row row) throws Exception {
        requireAskedAgainWithJsonLines(row);
    }

    private void requireAskedAgainWithJsonLines(Row row) throws Exception {
        String here = row.name().toLowerCase(Locale.ROOT) + "-json";
        String[] columns = ("source,expect," + row.columns).split(",", -1);
        String[] values = values(row, here).split(",", -1);
        JsonObject.Builder line = JsonObject.builder();
        for (int i = 0; i < columns.length; i++) {
            line.put(columns[i], values[i]);
        }
        requireAskedAgain(
                row, here, "keys-" + here + ".jsonl", line.build().toCompactString() + "\n");
    }

    /** Whoever gets a copy does not approve that it is made. */
    @Test
    void keyOfARecipient_doesNotApprove() throws Exception {
        hsm.publicKey("escrow-kek");
        KekFiles.write(
                hsm.work,
                "own.csv",
                "source,expect,store,to\n"
                        + SoftHsmFolder.uri("tenant")
                        + ","
                        + tenant
                        + ",own,rsa:escrow-kek.crt\n");

        RealCommand.Result refused =
                hsm.withPin(
                        "batch",
                        "run",
                        "own.csv",
                        "--require-approval",
                        "escrow-kek.pub",
                        "--approvals",
                        "approvals-own");

        assertThat(refused.exit()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err()).contains("cannot approve this command: it is also its recipient");
    }

    private String values(Row row, String here) {
        return source(row)
                + ","
                + (isSoft(row) ? soft : tenant)
                + ","
                + row.values
                        .replace("here/", here + "/")
                        .replace("HERE", here.replace('_', '-'))
                        .replace("PIN", hsm.at("user.pin"));
    }

    /** A manifest cannot let a token's key go to a certificate. */
    private static boolean isSoft(Row row) {
        return row.name().startsWith("COPY_FOR_A_CERTIFICATE");
    }

    private String source(Row row) {
        return isSoft(row) ? "pem:soft.pem" : SoftHsmFolder.uri("tenant");
    }

    private void requireAskedAgain(Row row, String here, String manifest, String content)
            throws Exception {
        Path folder = Files.createDirectory(hsm.work.resolve(here));
        prepare(row, here, folder, "kek");
        KekFiles.write(hsm.work, manifest, content);
        Witness witness = Witness.in(hsm, "approvals-" + here);
        // A process that has used SoftHSM may not see what another one changes in a token.
        RealCommand keyhaul = row.swap == Swap.KEY_OF_TOKEN ? hsm.keyhaul().alone() : hsm.keyhaul();
        String[] batch = witness.asked(batch(row, manifest));
        RealCommand.Result asked = keyhaul.run(batch);
        assertThat(asked.exit()).as(asked.err()).isEqualTo(9);
        JsonObject approved = witness.approve().json().object("details");
        requireLinesShown(row, approved);
        swap(row, here, folder);

        RealCommand.Result swapped = keyhaul.run(batch);

        assertThat(swapped.exit()).as(swapped.out() + swapped.err()).isEqualTo(9);
        assertThat(folder.resolve("blob.byok")).doesNotExist();
        assertThat(folder.resolve("copies")).doesNotExist();
        assertThat(hsm.work.resolve(manifest + ".journal")).doesNotExist();
        JsonObject again = witness.approve().json().object("details");
        assertThat(again.string("lines_sha256")).isNotEqualTo(approved.string("lines_sha256"));
        assertThat(keyhaul.run(batch).requireDone().json().number("done")).isEqualTo(1);
    }

    private String[] batch(Row row, String manifest) throws Exception {
        ServedVault to = row.swap == Swap.KEK_OF_VAULT ? spare : vault;
        return Args.of("batch", "run", manifest, "--json", "--rehearsal", "--profile", "key-vault")
                .with("--vault", KekFiles.VAULT, "--pin-file", hsm.at("user.pin"))
                .with("--local-vault", to.accessFile().toString())
                .and(fingerprints.toArray(String[]::new));
    }

    /** The witness finds each line in a file whose hash is the one that was signed. */
    private void requireLinesShown(Row row, JsonObject details) throws Exception {
        byte[] lines = Files.readAllBytes(Path.of(details.string("lines")));
        assertThat(Sha256.hex(lines)).isEqualTo(details.string("lines_sha256"));
        JsonObject line = JsonObject.parse(lines);
        assertThat(line.number("line")).isBetween(1L, 2L);
        assertThat(line.object("values").string("expect")).isEqualTo(isSoft(row) ? soft : tenant);
        if (!isSoft(row)) {
            assertThat(line.string("token")).matches("token 'hsm', serial [0-9a-f]+");
        }
        if (row.swap == Swap.KEY_OF_TOKEN) {
            assertThat(line.objects("opened_by").get(0).string("where"))
                    .matches(".* in token " + row.token() + ", serial [0-9a-f]+");
        }
        assertThat(line.objects("opened_by")).isNotEmpty();
        String summary = details.string(row.columns.startsWith("store") ? "recipients" : "keks");
        for (JsonObject opener : line.objects("opened_by")) {
            if (!opener.string("key").equals("password")) {
                assertThat(summary).contains(opener.string("key"));
            }
        }
        if (row.swap == Swap.FILE) {
            JsonObject file = line.objects("files").get(0);
            assertThat(file.string("sha256"))
                    .isEqualTo(Sha256.hex(Files.readAllBytes(Path.of(file.string("path")))));
            assertThat(file.string("path")).endsWith("/" + row.swapped);
        }
    }

    private void prepare(Row row, String here, Path folder, String which) throws Exception {
        String label = here.replace('_', '-');
        switch (row.swap) {
            case FILE -> {
                put("kek.json", which + ".json", folder);
                put("kek.pem", which + ".pem", folder);
                put("local.json", "local-" + which + ".json", folder);
                put("escrow.crt", "escrow-" + which + ".crt", folder);
                KekFiles.write(folder, "password", "a long password of the copies\n");
            }
            case KEK_OF_VAULT -> {
                // Another vault at the same place, with a KEK of the same name.
                close(spare);
                spare = ServedVault.start(hsm, "spare");
                spare.run("kek", "create", "--name", "kek-" + label, "--bits", "2048")
                        .requireDone();
            }
            case KEY_OF_TOKEN ->
                    hsm.withPin(
                                    Args.of("key", "generate", "--token", row.token())
                                            .with("--label", row.swapped + "-" + label)
                                            .and("--purpose", row.swapped))
                            .requireDone();
        }
    }

    private void put(String name, String from, Path folder) throws IOException {
        Files.copy(
                hsm.work.resolve(from), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private void swap(Row row, String here, Path folder) throws Exception {
        if (row.swap == Swap.KEY_OF_TOKEN) {
            String label = row.swapped + "-" + here.replace('_', '-');
            for (String type :
                    row.swapped.equals("wrapping")
                            ? List.of("secrkey")
                            : List.of("privkey", "pubkey")) {
                hsm.keyhaul()
                        .runProgram(
                                List.of(
                                        "pkcs11-tool",
                                        "--module",
                                        hsm.module(),
                                        "--token-label",
                                        row.token(),
                                        "--login",
                                        "--pin",
                                        SoftHsmFolder.PIN,
                                        "--delete-object",
                                        "--type",
                                        type,
                                        "--label",
                                        label))
                        .requireDone();
            }
        }
        prepare(row, here, folder, "other");
    }
}
