package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a token's failure fits the failure. */
class TokenMessagesTest {
    private final ShimModule shim = ShimModule.create();
    private Token token;

    @BeforeEach
    void open() throws Exception {
        shim.hsm()
                .addToken(
                        "HSM",
                        KeyRequest.target("ec").onCurve(Curve.P256),
                        KeyRequest.target("rsa"));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    /** It advised the binding that was in use already. */
    @Test
    void bufferTooSmall_withoutASizeQuery_blamesNoBinding() throws Exception {
        TokenKey key = token.key(KeySelector.label("rsa"));
        shim.obey("fail C_Sign 0x150 0", "length C_Sign 4096");

        assertThatThrownBy(() -> key.sign(new byte[] {1}))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("CKR_BUFFER_TOO_SMALL")
                .satisfies(
                        e -> {
                            assertThat(((KeyTransferException) e).reason())
                                    .isNotEqualTo(Reason.BINDING);
                            assertThat(((KeyTransferException) e).hint().orElseThrow())
                                    .doesNotContain("binding");
                        });
    }

    /** C_CreateObject worked; what the token made of it was wrong. */
    @Test
    void throwAwayKeyWithOtherAttributes_doesNotAskToAllowItsCreation() {
        shim.obey("flag 0x106 0");

        assertThatThrownBy(token::capabilities)
                .hasMessageContaining("CKA_WRAP false where true was requested")
                .satisfies(
                        e ->
                                assertThat(((KeyTransferException) e).hint().orElse(""))
                                        .doesNotContain("C_CreateObject"));
    }

    /** They said that the public key with that id is another key's. */
    @ParameterizedTest
    @CsvSource({"noop C_Sign, all zeros", "claim C_Sign 0, empty"})
    void noSignature_isSaid(String rule, String instead) {
        shim.obey(rule);

        assertThatThrownBy(() -> token.key(KeySelector.label("ec")))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("C_Sign returned CKR_OK, but its signature is " + instead);
    }

    /** SoftHSM 2.6.1 tells no length of a secret key that it unwrapped: that is not 0. */
    @Test
    void lengthThatIsNotTold_isUnknown() throws Exception {
        try (SoftwareKey aes = TestKind.software(TestKind.AES256.clear());
                TokenKey imported = token.importKey(aes, RestoreAs.tokenKey("aes"))) {
            assertThat(imported.info().lengthBits()).isEqualTo(256);
        }

        KeyInfo found = token.find(KeySelector.label("aes"));
        assertThat(TokenKeyReport.of(found, token).bits()).isEmpty();
    }

    /** Only the private half stays: the pair could not be used as it was asked for. */
    @Test
    void publicHalfThatDoesNotStay_isSaid() throws Exception {
        shim.obey("keyless-public -");

        try (SoftwareKey ec = TestKind.software(TestKind.P256.clear())) {
            assertThatThrownBy(() -> token.importKey(ec, RestoreAs.tokenKey("half")))
                    .hasMessageContaining("no session finds the public key after the one in which");
        }
    }

    /** A throw-away key shows that such a token tells the length of any. */
    @Test
    void tokenThatTellsLengthsOfAllKeys_isNotBlamed() throws Exception {
        shim.obey("tell-length 0x11");

        try (SoftwareKey ec = TestKind.software(TestKind.P256.clear());
                TokenKey imported = token.importKey(ec, RestoreAs.tokenKey("told"))) {
            assertThat(imported.description()).isEqualTo(ec.description());
        }
    }

    /** The child was "a bug in keyhaul", and lived on. */
    @Test
    void forkedChildThatComesBack_endsAtOnce() throws Exception {
        TokenKey key = token.key(KeySelector.label("rsa"));
        shim.obey("fork C_Sign 0 1");

        assertThat(key.sign(new byte[] {1})).hasSize(256);

        assertThat(ProcessHandle.current().children())
                .allMatch(child -> !child.isAlive() || isGone(child));
    }

    /** One that has ended stays a zombie until this process waits for it, which it does not. */
    private static boolean isGone(ProcessHandle child) {
        Path status = Path.of("/proc", String.valueOf(child.pid()), "status");
        for (int i = 0; i < 100; i++) {
            try {
                if (Files.readString(status).contains("State:\tZ")) {
                    return true;
                }
                Thread.sleep(100);
            } catch (IOException e) {
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return false;
    }
}
