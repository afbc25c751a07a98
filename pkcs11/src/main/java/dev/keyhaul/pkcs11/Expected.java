package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import java.security.interfaces.RSAPublicKey;

/** The key that an unwrap must give: known whole, or by its fingerprint alone. */
sealed interface Expected {
    /** What is said when it gave another. */
    String NOT_EXPECTED = "the restored key is not the expected one";

    /**
     * Returns the public half that a signature by the restored key must prove.
     *
     * @throws CheckFailedException when the token says that it is another key
     * @throws TokenException when nobody knows its public half
     */
    RSAPublicKey publicHalf(KeyInfo restored) throws KeyTransferException;

    /** Known whole: a token that gives a private key no public half is proven wrong or right. */
    record Key(RSAPublicKey key) implements Expected {
        @Override
        public RSAPublicKey publicHalf(KeyInfo restored) throws CheckFailedException {
            if (restored.publicKey().map(told -> !sameModulus(told)).orElse(false)) {
                throw new CheckFailedException(NOT_EXPECTED);
            }
            return key;
        }

        private boolean sameModulus(RSAPublicKey told) {
            return told.getModulus().equals(key.getModulus());
        }
    }

    /** Known by its fingerprint: the token must tell the public half. */
    record ByFingerprint(Fingerprint fingerprint) implements Expected {
        @Override
        public RSAPublicKey publicHalf(KeyInfo restored) throws KeyTransferException {
            RSAPublicKey told =
                    restored.publicKey()
                            .orElseThrow(
                                    () ->
                                            new TokenException(
                                                    "the token does not tell the public half of the"
                                                            + " key that it unwrapped",
                                                    "give the expected public key itself instead of"
                                                            + " its fingerprint"));
            if (!fingerprint.matches(told)) {
                throw new CheckFailedException(NOT_EXPECTED);
            }
            return told;
        }
    }
}
