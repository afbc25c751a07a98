package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens sign in the ways that they have; a signature in another form is no other key's. */
class TokenSignaturesTest {
    private static final byte[] DATA = {1, 2, 3};

    private final ObservedBackend backend = new ObservedBackend();
    private final SoftHsm hsm = SoftHsm.create(backend);
    private Token token;

    @BeforeEach
    void open() throws Exception {
        hsm.addToken("HSM", KeyRequest.target("rsa"), KeyRequest.target("ec").onCurve(Curve.P256));
        token = hsm.login("HSM");
    }

    @AfterEach
    void close() {
        backend.tellTheTruth();
        token.close();
        hsm.close();
    }

    @Test
    void tokenWithoutBareMechanism_hashesItself() throws Exception {
        TokenKey key = token.key(KeySelector.label("rsa"));
        refuseFirst();

        byte[] signature = key.sign(DATA);

        assertThat(
                        KeyChallenge.verifies(
                                key.description().publicKey().orElseThrow(), DATA, signature))
                .isTrue();
    }

    /** SoftHSM 2.6 has no ECDSA that hashes. */
    @Test
    void tokenWithNeither_showsItsFirstAnswer() throws Exception {
        TokenKey key = token.key(KeySelector.label("ec"));
        backend.lie(
                "sign",
                signing -> {
                    throw new CkrException("C_SignInit", Ckr.MECHANISM_INVALID);
                });

        assertThatThrownBy(() -> key.sign(DATA))
                .isInstanceOf(TokenException.class)
                .hasMessage("C_SignInit: CKR_MECHANISM_INVALID (0x70)")
                .satisfies(
                        e ->
                                assertThat(((TokenException) e).hint().orElseThrow())
                                        .contains("CKM_ECDSA for"))
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void signatureInDer_isToldAsSuch() {
        backend.lie("sign", signing -> der((byte[]) signing.call()));

        assertThatThrownBy(() -> token.generate(KeyRequest.target("new").onCurve(Curve.P256)))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(
                        "C_Sign returned a signature in DER, but PKCS#11 requires r and s side by side");
    }

    private void refuseFirst() {
        AtomicInteger calls = new AtomicInteger();
        backend.lie(
                "sign",
                signing -> {
                    if (calls.getAndIncrement() == 0) {
                        throw new CkrException("C_SignInit", Ckr.MECHANISM_INVALID);
                    }
                    return signing.call();
                });
    }

    private static byte[] der(byte[] signature) {
        int half = signature.length / 2;
        ByteArrayOutputStream numbers = new ByteArrayOutputStream();
        for (byte[] part :
                new byte[][] {
                    Arrays.copyOf(signature, half),
                    Arrays.copyOfRange(signature, half, signature.length)
                }) {
            byte[] number = new BigInteger(1, part).toByteArray();
            numbers.write(2);
            numbers.write(number.length);
            numbers.writeBytes(number);
        }
        ByteArrayOutputStream sequence = new ByteArrayOutputStream();
        sequence.write(0x30);
        sequence.write(numbers.size());
        sequence.writeBytes(numbers.toByteArray());
        return sequence.toByteArray();
    }
}
