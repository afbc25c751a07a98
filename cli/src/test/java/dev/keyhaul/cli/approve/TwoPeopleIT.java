package dev.keyhaul.cli.approve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.Witness;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What each command shows to the second person, and that it does nothing before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class TwoPeopleIT {
    @TempDir static Path home;
    private SoftHsmFolder hsm;
    private Witness witness;
    private int test;

    /** The options in the request that was approved last. */
    private JsonObject options = JsonObject.builder().build();

    @BeforeAll
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.secret("soft.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        for (String holder : List.of("anna", "ben", "cleo")) {
            hsm.certificate(holder, 2048);
        }
    }

    @BeforeEach
    void nextFolder() throws Exception {
        test++;
        witness = Witness.in(hsm, "approvals-" + test);
    }

    /** Runs a command: it waits, is approved, and runs once; returns what was shown. */
    private JsonObject approved(RealCommand keyhaul, String... command) throws Exception {
        RealCommand.Result asked = keyhaul.run(witness.asked(command));
        assertThat(asked.exit()).as(asked.err()).isEqualTo(9);
        JsonObject shown = witness.approve().json();
        keyhaul.run(witness.asked(command)).requireDone();
        assertThat(shown.string("command")).isEqualTo("keyhaul " + command[0] + " " + command[1]);
        options = shown.object("options");
        return shown.object("details");
    }

    private String fingerprint(String holder) throws Exception {
        byte[] key = Files.readAllBytes(hsm.publicKey(holder));
        return Fingerprint.of(PublicKeyEncoding.parse(key)).toString();
    }

    private Args copy(String store, String... more) {
        return Args.of("backup", "create", "-q", "--key", "pem:" + hsm.at("soft.pem"))
                .with("--store", store)
                .with(more);
    }

    @Test
    void copyAmongHolders_showsThem_andTheReplicas() throws Exception {
        Args shares = copy("shared", "--to", "shares:2/2", "--replica", "shared-2");
        String[] holders = {"--share-to", "anna.crt", "--share-to", "ben.crt"};
        assertThat(hsm.keyhaul().run(witness.asked(shares.and(holders))).exit()).isEqualTo(9);
        assertThat(hsm.work.resolve("shared")).doesNotExist();
        JsonObject approved = witness.approve().json();
        JsonObject shown = approved.object("details");
        assertThat(shown.string("recipients"))
                .isEqualTo(
                        "any 2 of 2 holders of shares: CN=anna "
                                + fingerprint("anna")
                                + ", CN=ben "
                                + fingerprint("ben"));
        assertThat(approved.object("options").string("--store"))
                .isEqualTo(hsm.work.resolve("shared").toString());
        assertThat(approved.object("options").string("--replica"))
                .isEqualTo(hsm.work.resolve("shared-2").toString());

        for (String[] changed :
                List.of(
                        shares.and("--share-to", "anna.crt", "--share-to", "cleo.crt"),
                        Args.of(shares.and(holders)).and("--replica", "shared-3"),
                        copy("shared", "--to", "shares:2/3", "--replica", "shared-2")
                                .with(holders)
                                .and("--share-to", "cleo.crt"))) {
            assertThat(hsm.keyhaul().run(witness.asked(changed)).exit()).isEqualTo(9);
        }
        hsm.keyhaul().run(witness.asked(shares.and(holders))).requireDone();
        assertThat(hsm.work.resolve("shared-2")).isNotEmptyDirectory();
    }

    /** A password is made, and written, when the copy is approved. */
    @Test
    void generatedPasswords_areShownAsSuch_andMadeAfterTheApproval() throws Exception {
        Args one = copy("by-password", "--to", "password", "--generate");
        String[] asked = witness.asked(one.and("--out-password-file", "copy.password"));
        assertThat(hsm.keyhaul().run(asked).exit()).isEqualTo(9);
        assertThat(hsm.work.resolve("copy.password")).doesNotExist();
        assertThat(witness.approve().json().object("details").string("recipients"))
                .isEqualTo(
                        "anyone who knows the password: generated into "
                                + hsm.work.resolve("copy.password"));
        hsm.secret("own.password", "a-password-of-somebody's-own");
        String[] given =
                copy("by-password", "--to", "password")
                        .and("--out-password-file", hsm.at("own.password"));
        assertThat(hsm.keyhaul().run(witness.asked(given)).exit()).as("not given").isEqualTo(9);
        hsm.keyhaul().run(asked).requireDone();
        assertThat(hsm.work.resolve("copy.password")).isNotEmptyFile();

        witness = Witness.in(hsm, "approvals-" + ++test);
        JsonObject shown =
                approved(
                        hsm.keyhaul(),
                        copy("by-passphrases", "--to", "shares:2/2", "--generate")
                                .with("--share-password-file", "a.pass")
                                .and("--share-password-file", "b.pass"));
        assertThat(shown.string("recipients"))
                .isEqualTo(
                        "any 2 of 2 holders of passphrases: generated into "
                                + hsm.work.resolve("a.pass")
                                + ", generated into "
                                + hsm.work.resolve("b.pass"));
        assertThat(hsm.work.resolve("b.pass")).isNotEmptyFile();
    }

    @Test
    void keyDelete_byTwo() throws Exception {
        JsonObject key = hsm.generate("old-" + test, "--json").json();
        String[] delete =
                Args.of("key", "delete", "-q", "--key", SoftHsmFolder.uri("old-" + test))
                        .with("--expect", key.string("fingerprint"))
                        .and("--pin-file", hsm.at("user.pin"));
        assertThat(hsm.keyhaul().run(witness.asked(delete)).exit()).isEqualTo(9);
        assertThat(hsm.listed("hsm")).anyMatch(line -> line.contains("old-" + test));
        JsonObject shown = witness.approve().json().object("details");
        assertThat(shown.string("key")).isEqualTo(key.string("fingerprint"));
        hsm.keyhaul().run(witness.asked(delete)).requireDone();
        assertThat(hsm.listed("hsm")).noneMatch(line -> line.contains("old-" + test));
    }

    @Test
    void batch_byTwo_asTheManifestIs_andOfTheKeysThatItNames() throws Exception {
        String source = "pem:" + hsm.at("soft.pem");
        String rows = source + ",batch,rsa:anna.crt";
        Path manifest = KekFiles.write(hsm.work, "copies.csv", "source,store,to\n" + rows + "\n");
        Args batch =
                Args.of("batch", "run", "copies.csv", "--record", "batch-records")
                        .with("--person", "operator=Ada Bell");
        RealCommand.Result unnamed = hsm.keyhaul().run(witness.asked(batch.and()));
        assertThat(unnamed.exit()).isEqualTo(3);
        assertThat(unnamed.err())
                .contains(
                        "copies.csv: expect is missing on line 2: the approver must know which keys");

        String expected =
                hsm.keyhaul()
                        .run("inspect", source, "--json")
                        .requireDone()
                        .json()
                        .string("fingerprint");
        String text = "source,store,to,expect\n" + rows + "," + expected + "\n";
        Files.writeString(manifest, text);
        assertThat(hsm.keyhaul().run(witness.asked(batch.and())).exit()).isEqualTo(9);
        assertThat(hsm.work.resolve("copies.csv.journal")).doesNotExist();
        JsonObject approved = witness.approve().json();
        assertThat(approved.object("options").string("MANIFEST"))
                .isEqualTo(hsm.work.resolve("copies.csv").toString());
        assertThat(approved.object("details").names()).contains("manifest_sha256");

        Files.writeString(manifest, text.replace("anna", "ben"));
        assertThat(hsm.keyhaul().run(witness.asked(batch.and())).exit()).isEqualTo(9);
        assertThat(hsm.work.resolve("batch")).doesNotExist();
        Files.writeString(manifest, text);

        Path key = Path.of(hsm.at("soft.pem"));
        byte[] good = Files.readAllBytes(key);
        Files.writeString(key, KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        RealCommand.Result swapped = hsm.keyhaul().run(witness.asked(batch.and()));
        Files.write(key, good);
        assertThat(swapped.exit()).isEqualTo(1);
        assertThat(swapped.out().replaceAll("\\s+", " "))
                .contains(
                        "1 the key is 2 KH-KEY-DIFFERS the key was not used",
                        "expect is " + expected);
        assertThat(hsm.work.resolve("batch")).doesNotExist();

        witness = Witness.in(hsm, "approvals-of-the-rest");
        approved(hsm.keyhaul(), batch.and("--resume"));
        assertThat(hsm.work.resolve("batch")).isNotEmptyDirectory();

        RealCommand.Result report =
                hsm.keyhaul().run("ceremony", "report", "batch-records", "-q").requireDone();
        assertThat(report.out())
                .contains("batch run", "approver&#39;s key", "manifest: ../copies.csv")
                .doesNotContain("without another person");
    }

    @Test
    void kekAndImport_byTwo() throws Exception {
        hsm.generate("tenant");
        try (ServedVault vault = ServedVault.start(hsm, "vault")) {
            Args at =
                    Args.of("--vault", ServedVault.URL)
                            .with("--local-vault", vault.accessFile().toString());
            assertThat(
                            hsm.keyhaul()
                                    .run(
                                            witness.asked(
                                                    Args.of("kek", "create", "--name", "kek")
                                                            .and(at)))
                                    .exit())
                    .isEqualTo(9);
            assertThat(vault.has("kek")).isFalse();
            witness = Witness.in(hsm, "approvals-kek");
            JsonObject created =
                    approved(
                            hsm.keyhaul(),
                            Args.of("kek", "create", "--name", "kek", "--bits", "2048").and(at));
            assertThat(created.names()).isEmpty();
            assertThat(options.string("--vault")).contains("rehearsal.vault.keyhaul.invalid");

            JsonObject downloaded =
                    approved(
                            hsm.keyhaul(),
                            Args.of("kek", "download", "--name", "kek", "-o", "k.json").and(at));
            assertThat(options.string("--out")).isEqualTo(hsm.work.resolve("k.json").toString());
            assertThat(downloaded.names()).containsExactly("kek", "kek_is", "signed_for");

            Args imported =
                    Args.of("vault", "import-key", "-q", "--key", SoftHsmFolder.uri("tenant"))
                            .with("--name", "tenant", "--rehearsal")
                            .with("--pin-file", hsm.at("user.pin"));
            JsonObject shown = approved(hsm.keyhaul(), imported.and(at));
            assertThat(shown.string("kek")).isEqualTo("a new one, disabled after the import");
            assertThat(shown.string("protection")).isEqualTo("hsm");
            assertThat(vault.has("tenant")).isTrue();
            JsonObject under =
                    approved(
                            hsm.keyhaul(),
                            Args.of(imported.and(at)).and("--new-version", "--kek-name", "kek"));
            assertThat(under.string("kek")).startsWith(downloaded.string("kek"));
            JsonObject software =
                    approved(
                            hsm.keyhaul(),
                            Args.of("vault", "import-key", "-q", "--name", "soft", "--rehearsal")
                                    .with("--key", "pem:" + hsm.at("soft.pem"))
                                    .and(at));
            assertThat(software.string("protection")).isEqualTo("software");

            approved(hsm.keyhaul(), Args.of("kek", "disable", "--name", "kek").and(at));
            assertThat(vault.show("kek").object("attributes").bool("enabled")).isFalse();
        }
    }
}
