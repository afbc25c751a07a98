package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenedBlob;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.fixture.NssSoftokn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An NSS database without a PIN, with a key that NSS's own program has put there. */
@Tag("long")
class NssDatabaseIT {
    private static final String TOKEN = "NSS Certificate DB";
    private static final String URI = "pkcs11:token=NSS%20Certificate%20DB;object=tenant";

    @TempDir Path home;
    private RealCommand keyhaul = new RealCommand(Path.of(""));

    @BeforeEach
    void putKey() throws Exception {
        Path database = Files.createDirectory(home.resolve("nss"));
        keyhaul =
                new RealCommand(home)
                        .with("KEYHAUL_PKCS11_MODULE", NssSoftokn.module().toString())
                        .with(
                                "NSS_LIB_PARAMS",
                                "configdir='sql:%s' certPrefix='' keyPrefix='' secmod='' flags="
                                        .formatted(database))
                        .alone();
        run("openssl req -x509 -newkey rsa:2048 -noenc -subj /CN=t -keyout key.pem -out cert.pem");
        run(
                "openssl pkcs12 -export -inkey key.pem -in cert.pem -name tenant -passout pass:w -out p12");
        run("certutil -N -d sql:nss --empty-password");
        run("pk12util -d sql:nss -i p12 -W w");
    }

    private String run(String command) throws Exception {
        return keyhaul.runProgram(List.of(command.split(" "))).requireDone().out();
    }

    /** No login is due, so there is nothing to fix, and nothing to type. */
    @Test
    void withoutPin_isProbed_andNoPinIsMissing() throws Exception {
        RealCommand.Result probe = keyhaul.run("token", "probe", "--token", TOKEN, "--json");

        assertThat(probe.json().string("0x210b")).isEqualTo("rfc5649");
        assertThat(probe.err())
                .contains("trials failed", "the report above states what the token refuses")
                .doesNotContain("PIN");
        assertThat(keyhaul.run("token", "list").requireDone().out())
                .containsPattern("NSS Certificate DB .* not needed")
                .doesNotContain("no user PIN");
        assertThat(keyhaul.run("doctor").out())
                .containsPattern("token +ok +'NSS Certificate DB', .*; needs no login");
    }

    /** The database reports a number only where the room has exactly its length. */
    @Test
    void keyOfTheDatabase_isListed_andLeavesIt() throws Exception {
        KeyPair kek = KekFiles.rsa(2048);
        KekFiles.write(home, "kek.json", KekFiles.az(kek.getPublic()));

        JsonObject key =
                keyhaul.run("key", "list", "--token", TOKEN, "--json")
                        .requireDone()
                        .json()
                        .objects("keys")
                        .get(0);
        keyhaul.run(
                        KekFiles.trusted(
                                home,
                                Args.of("byok", "create", "--kek", "kek.json", "-o", "blob.byok")
                                        .and("--key", URI)))
                .requireDone();

        assertThat(key.string("label")).isEqualTo("tenant");
        String ciphertext =
                JsonObject.parse(Files.readAllBytes(home.resolve("blob.byok")))
                        .string("ciphertext");
        assertThat(KekFiles.pem(OpenedBlob.of(ciphertext, kek.getPrivate()).key()))
                .isEqualToIgnoringWhitespace(Files.readString(home.resolve("key.pem")));
    }

    /** NSS reports CKA_LOCAL false there, and knows no attribute that guards a key. */
    @Test
    void keyIsNotMadeThere() throws Exception {
        RealCommand.Result made =
                keyhaul.run("key", "generate", "--token", TOKEN, "--label", "new");

        assertThat(made.exit()).isEqualTo(5);
        assertThat(made.err()).contains("the token reports CKA_LOCAL false", "nothing was kept");
        assertThat(run("certutil -K -d sql:nss")).contains("tenant").doesNotContain("new");
    }
}
