package dev.keyhaul.cli.byok;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blob is looked at before a service refuses it without a word. */
class BlobFindingsIT {
    @TempDir static Path folder;
    private static RealCommand keyhaul;

    @BeforeAll
    static void makeBlob() throws Exception {
        keyhaul = new RealCommand(folder);
        KeyPair kek = KekFiles.rsa(3072);
        KekFiles.write(folder, "kek.json", KekFiles.az(kek.getPublic()));
        KekFiles.write(folder, "tenant.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        keyhaul.run(
                        KekFiles.trusted(
                                folder,
                                Args.of("byok", "create", "--key", "pem:tenant.pem")
                                        .and("--kek", "kek.json", "-o", "good.byok")))
                .requireDone();
    }

    @Test
    void goodBlob_hasNothing_andSaysWhatNobodyCanSee() throws Exception {
        RealCommand.Result lint =
                keyhaul.run("inspect", "good.byok", "--kek", "kek.json", "--vault", KekFiles.VAULT);

        assertThat(lint.exit()).isZero();
        assertThat(lint.out())
                .contains("nothing found")
                .contains("only the KEK's private half shows it");
    }

    @Test
    void severalMistakes_areToldAtOnce_withExitCode7() throws Exception {
        String good = Files.readString(folder.resolve("good.byok"));
        write(
                "bad.byok",
                "\uFEFF"
                        + good.replace("\"dir\"", "\"A256KW\"")
                                .replace("0123456789abcdef0123456789abcdef", ""));

        RealCommand.Result lint = keyhaul.run("inspect", "bad.byok", "--json");

        assertThat(lint.exit()).isEqualTo(7);
        assertThat(codes(lint)).containsExactly("KH-BOM", "KH-ALG", "KH-KID-VERSION");
    }

    @Test
    void anotherVaultAndAnotherKek_areFound() throws Exception {
        KekFiles.write(
                folder,
                "small.json",
                KekFiles.az(
                        KekFiles.rsa(2048).getPublic(),
                        KekFiles.KID,
                        "RSA",
                        "\"import\", \"decrypt\""));

        RealCommand.Result lint =
                keyhaul.run(
                        "inspect",
                        "good.byok",
                        "--json",
                        "--kek",
                        "small.json",
                        "--vault",
                        "https://fabrikam-kv.vault.azure.net");

        assertThat(lint.exit()).isEqualTo(7);
        assertThat(codes(lint)).contains("KH-KID-VAULT", "KH-KEK-TYPE", "KH-KEK-OPS");
    }

    /** Whatever a readable file of that name holds, it is a finding and no failure. */
    @Test
    void anyReadableFile_isAFinding() throws Exception {
        String good = Files.readString(folder.resolve("good.byok"));
        write("empty.byok", "");
        write("text.byok", "not a blob");
        write("twice.byok", Base64.getEncoder().encodeToString(good.getBytes(UTF_8)));
        write("cut", good.substring(0, good.length() - 9));

        for (String file : List.of("empty.byok", "text.byok", "twice.byok", "cut")) {
            RealCommand.Result lint = keyhaul.run("inspect", file, "--json");
            assertThat(lint.exit()).as(file).isEqualTo(7);
            assertThat(codes(lint)).as(file).hasSize(1);
        }
        write("other", "not a blob");
        new Refusal(1, "other is not a recognised kind of file", "transfer blob")
                .requireIs(keyhaul.run("inspect", "other"));
        assertThat(codes(keyhaul.run("inspect", "other", "--vault", KekFiles.VAULT, "--json")))
                .containsExactly("KH-JSON");
    }

    /** The content decides, and not the name. */
    @Test
    void privateKeyNamedLikeABlob_isAPrivateKey() throws Exception {
        KekFiles.write(folder, "key.byok", Files.readString(folder.resolve("tenant.pem")));

        RealCommand.Result key = keyhaul.run("inspect", "key.byok", "--json").requireDone();

        assertThat(key.json().string("kind")).isEqualTo("private key");
        assertThat(key.out()).doesNotContain("MII");
    }

    @Test
    void missingFile_isAFailure() throws Exception {
        RealCommand.Result lint = keyhaul.run("inspect", "no.byok");

        assertThat(lint.exit()).isEqualTo(1);
        assertThat(lint.out()).isEmpty();
        assertThat(lint.err()).contains("no such file");
    }

    private static List<String> codes(RealCommand.Result lint) throws Exception {
        JsonObject report = JsonObject.parse(lint.out().getBytes(UTF_8));
        List<String> codes = new ArrayList<>();
        for (JsonObject finding : report.objects("findings")) {
            codes.add(finding.string("code"));
        }
        return codes;
    }

    private static void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }
}
