package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blob is looked at before a service refuses it without a word. */
class ByokLintIT {
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
                keyhaul.run(
                        "byok",
                        "lint",
                        "good.byok",
                        "--kek",
                        "kek.json",
                        "--vault",
                        KekFiles.VAULT);

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

        RealCommand.Result lint = keyhaul.run("byok", "lint", "bad.byok", "--json");

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
                        "byok",
                        "lint",
                        "good.byok",
                        "--json",
                        "--kek",
                        "small.json",
                        "--vault",
                        "https://fabrikam-kv.vault.azure.net");

        assertThat(lint.exit()).isEqualTo(7);
        assertThat(codes(lint)).contains("KH-KID-VAULT", "KH-KEK-TYPE", "KH-KEK-OPS");
    }

    /** Whatever a readable file holds, it is a finding and no failure. */
    @Test
    void anyReadableFile_isAFinding() throws Exception {
        write("empty.byok", "");
        write("key.byok", Files.readString(folder.resolve("tenant.pem")));

        for (String file : List.of("empty.byok", "key.byok")) {
            RealCommand.Result lint = keyhaul.run("byok", "lint", file, "--json");
            assertThat(lint.exit()).as(file).isEqualTo(7);
            assertThat(codes(lint)).as(file).containsExactly("KH-JSON");
            assertThat(lint.out()).as(file).doesNotContain("MII");
        }
    }

    @Test
    void missingFile_isAFailure() throws Exception {
        RealCommand.Result lint = keyhaul.run("byok", "lint", "no.byok");

        assertThat(lint.exit()).isEqualTo(1);
        assertThat(lint.out()).isEmpty();
        assertThat(lint.err()).contains("no such file");
    }

    private static List<String> codes(RealCommand.Result lint) throws Exception {
        JsonObject report = JsonObject.parse(lint.out().getBytes(StandardCharsets.UTF_8));
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
