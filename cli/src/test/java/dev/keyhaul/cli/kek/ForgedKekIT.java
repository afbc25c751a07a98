package dev.keyhaul.cli.kek;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenedBlob;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An attacker swaps the KEK's file: the JSON of {@code az keyvault key show} with the vault's own
 * identifier and the attacker's modulus. The attacker's key must open nothing.
 */
class ForgedKekIT {
    private static final String OUT = "tenant.byok";

    @TempDir static Path folder;
    private static RealCommand keyhaul;
    private static KeyPair kek;
    private static KeyPair attacker;

    @BeforeAll
    static void forge() throws Exception {
        keyhaul = new RealCommand(folder);
        kek = KekFiles.rsa(2048);
        attacker = KekFiles.rsa(2048);
        KekFiles.write(folder, "tenant.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        KekFiles.write(folder, "kek.json", KekFiles.az(kek.getPublic()));
        KekFiles.write(folder, "forged.json", KekFiles.az(attacker.getPublic()));
        KekFiles.write(folder, "witness.pem", KekFiles.pem(KekFiles.rsa(2048).getPublic()));
    }

    @AfterEach
    void clean() throws Exception {
        Files.deleteIfExists(folder.resolve(OUT));
    }

    private static String[] create(String kekFile, String... more) {
        return Args.of("byok", "create", "--key", "pem:tenant.pem", "--kek", kekFile)
                .with("-o", OUT, "--vault", KekFiles.VAULT)
                .and(more);
    }

    private static void requireRefused(RealCommand.Result result) throws Exception {
        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(folder.resolve(OUT)).doesNotExist();
        String all = (result.out() + result.err()).replaceAll("[ :-]", "");
        for (KeyPair pair : List.of(kek, attacker)) {
            assertThat(all).doesNotContain(Fingerprint.of(pair.getPublic()).hex().substring(32));
        }
    }

    @Test
    void forgedJson_isRefused_withoutFingerprintAndWithTheVaultsOwn() throws Exception {
        RealCommand.Result silent = keyhaul.run(create("forged.json", "--json"));
        requireRefused(silent);
        new Refusal(
                        3,
                        "the KEK in forged.json is not authenticated: its fingerprint begins with "
                                + Fingerprint.of(attacker.getPublic()).firstHalf(),
                        "a second person, on another machine, runs 'az keyvault key download --id "
                                + KekFiles.KID)
                .requireIs(silent);

        RealCommand.Result told = keyhaul.run(create("forged.json", "--kek-sha256", told()));
        requireRefused(told);
        new Refusal(3, "KEK does not match the given fingerprint", "swapped").requireIs(told);
    }

    private static String told() {
        return Fingerprint.of(kek.getPublic()).hex();
    }

    /** Groups of digits, as the second person reads them. */
    @Test
    void fingerprintTypedAtATerminal_authenticates() throws Exception {
        String typed = Fingerprint.of(kek.getPublic()).toString().replace('-', ' ');
        String shown = keyhaul.onTerminal(create("kek.json", "--json"), typed).requireDone().out();

        assertThat(shown)
                .contains("Type the fingerprint of the KEK in kek.json")
                .contains("\"kek_authenticated_by\": \"a fingerprint given by the operator\"");
        assertThat(OpenedBlob.of(ciphertext(), kek.getPrivate()).key()).isNotNull();
    }

    /** A digit that is missing is typed again, not a whole command. */
    @Test
    void mistypedFingerprint_isToldAndAskedForAgain() throws Exception {
        String hex = told();
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        String typed = hex.substring(1) + "\n" + base64 + "\n" + hex;

        assertThat(keyhaul.onTerminal(create("kek.json"), typed).requireDone().out())
                .containsSubsequence(
                        "Type the fingerprint of ",
                        "not a fingerprint: 63 of 64 digits: ",
                        "Type the fingerprint of ",
                        "not a fingerprint: base64; 64 hex digits are needed: ",
                        "Type the fingerprint of ");

        RealCommand.Result given =
                keyhaul.onTerminal(create("kek.json", "--force"), "yes\nyes\nyes\n" + hex);
        assertThat(given.exit()).as(given.out()).isEqualTo(3);
    }

    /** As people paste it: what the tools print for a file, and what is malformed. */
    @Test
    void lineOfAHashingTool_isTaken_andWhatIsMalformedIsTold() throws Exception {
        String hex = told();
        for (String line :
                List.of(hex + "  kek.der", hex + " *kek.der", "SHA2-256(kek.der)= " + hex)) {
            keyhaul.run(create("kek.json", "--force", "--kek-sha256", line)).requireDone();
        }
        Map<String, String> wrong =
                Map.of(
                        hex.substring(1),
                        "63 of 64 digits: ",
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)),
                        "base64; 64 hex digits are needed: ");
        for (Map.Entry<String, String> text : wrong.entrySet()) {
            new Refusal(
                            2,
                            "--kek-sha256: not a fingerprint: " + text.getValue() + text.getKey(),
                            "obtained out of band")
                    .requireIs(keyhaul.run(create("kek.json", "--kek-sha256", text.getKey())));
        }
    }

    /** With the ends of lines of az, of Windows, and of an editor that adds none. */
    @Test
    void hashOfThePemFile_isToldApart() throws Exception {
        String pem = KekFiles.pem(kek.getPublic());
        for (String text : List.of(pem, pem.strip(), pem.replace("\n", "\r\n"))) {
            String hash = Sha256.hex(text.getBytes(StandardCharsets.US_ASCII));
            new Refusal(
                            3,
                            "the given fingerprint is the hash of the KEK's PEM file instead of its key",
                            "on another machine, get the SHA-256 of the DER form")
                    .requireIs(keyhaul.run(create("kek.json", "--kek-sha256", hash)));
        }
    }

    /** People say yes; and half of the fingerprint is what the refusal shows. */
    @Test
    void anythingElseTyped_isRefused() throws Exception {
        Fingerprint forged = Fingerprint.of(attacker.getPublic());
        for (String typed : List.of("yes", "", forged.firstHalf(), told())) {
            RealCommand.Result result = keyhaul.onTerminal(create("forged.json"), typed);

            assertThat(result.exit()).as(typed + ": " + result.out()).isEqualTo(3);
            assertThat(folder.resolve(OUT)).doesNotExist();
            assertThat(result.out().replace("-", "")).doesNotContain(forged.hex().substring(32));
        }
    }

    @Test
    void approvalThatShowsTheFingerprint_isNeededBeforeTheWrap() throws Exception {
        String[] asking = create("forged.json", "--require-approval", "witness.pem");
        new Refusal(9, "the approval of ", "keyhaul approve").requireIs(keyhaul.run(asking));

        assertThat(folder.resolve(OUT)).doesNotExist();
        try (Stream<Path> requests = Files.list(folder.resolve("approvals"))) {
            assertThat(requests.toList())
                    .singleElement()
                    .satisfies(
                            request ->
                                    assertThat(Files.readString(request))
                                            .contains(
                                                    Fingerprint.of(attacker.getPublic()).toString(),
                                                    KekFiles.KID));
        }
    }

    @Test
    void batch_isRefusedBeforeItsFirstKey() throws Exception {
        String row = "\npem:tenant.pem,forged.json," + OUT + "\n";
        KekFiles.write(folder, "keys.csv", "source,kek,output" + row);
        Args batch = Args.of("batch", "run", "keys.csv");
        RealCommand.Result silent = keyhaul.run(batch.and("--vault", KekFiles.VAULT));

        requireRefused(silent);
        new Refusal(3, "/forged.json is not authenticated", "--kek-sha256").requireIs(silent);
        new Refusal(3, "line 2: the KEK does not match the given fingerprint", "swapped")
                .requireIs(keyhaul.run(batch.and(KekFiles.trust(folder, "kek.json"))));
        new Refusal(2, "--vault is missing", "the KEK's file cannot determine it")
                .requireIs(keyhaul.run(batch.and("--kek-sha256", forged())));
        new Refusal(3, "line 2: the KEK belongs to " + KekFiles.VAULT, "only into the vault")
                .requireIs(
                        keyhaul.run(
                                batch.with("--kek-sha256", forged())
                                        .and("--vault", "https://fabrikam-kv.vault.azure.net")));
        KekFiles.write(
                folder,
                "keys.csv",
                "source,kek,kek_sha256,output" + row.replace(",t", "," + told() + ",t"));
        new Refusal(3, "line 2: the KEK does not match the given fingerprint", "swapped")
                .requireIs(keyhaul.run(batch.and("--vault", KekFiles.VAULT)));
        assertThat(folder.resolve(OUT)).doesNotExist();
        assertThat(folder.resolve("keys.csv.journal")).doesNotExist();
    }

    private static String forged() {
        return Fingerprint.of(attacker.getPublic()).hex();
    }

    /** A KEK that is in the vault already may be a planted one. */
    @Test
    void batchUnderAKekOfTheVault_needsItsFingerprint() throws Exception {
        String row = "\npem:tenant.pem," + KekFiles.VAULT + ",tenant,kek\n";
        KekFiles.write(folder, "vault.csv", "source,vault,name,kek_name" + row);

        new Refusal(3, "line 2: the KEK kek of " + KekFiles.VAULT + " has no", "kek_sha256")
                .requireIs(keyhaul.run("batch", "run", "vault.csv"));
    }

    private static String ciphertext() throws Exception {
        return JsonObject.parse(Files.readAllBytes(folder.resolve(OUT))).string("ciphertext");
    }
}
