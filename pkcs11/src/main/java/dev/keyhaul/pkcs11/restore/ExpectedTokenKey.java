package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.KeyTerms;
import java.security.PublicKey;

/** The key that an unwrap must give: known whole, or by its fingerprint alone. */
public sealed interface ExpectedTokenKey {
    /** What is said when it gave another. */
    String NOT_EXPECTED = "the restored key is not the expected one";

    /** The kind of the key, which its object is made for. */
    TokenKeyType type();

    /**
     * Returns the key that the restored one must prove to be.
     *
     * @throws CheckFailedException when the token says that it is another key
     * @throws TokenException when nobody knows its public half
     */
    KeyDescription key(FoundKey restored) throws KeyTransferException;

    /** Known whole: what the token tells of it shows nothing that its proof does not. */
    record Key(KeyDescription key) implements ExpectedTokenKey {
        @Override
        public TokenKeyType type() {
            return KeyTerms.type(key);
        }

        @Override
        public KeyDescription key(FoundKey restored) {
            return key;
        }
    }

    /** A pair that is known by its fingerprint: the token must tell the public half. */
    record ByFingerprint(Fingerprint fingerprint, TokenKeyType type) implements ExpectedTokenKey {
        @Override
        public KeyDescription key(FoundKey restored) throws KeyTransferException {
            PublicKey told =
                    restored.publicKey()
                            .orElseThrow(
                                    () ->
                                            new TokenException(
                                                    Reason.TOKEN_KEY_HIDDEN,
                                                    "the token does not show the public half of the"
                                                            + " key that it unwrapped",
                                                    "give the expected public key itself instead of"
                                                            + " its fingerprint"));
            if (!fingerprint.matches(told)) {
                throw new CheckFailedException(Reason.KEY_DIFFERS, NOT_EXPECTED);
            }
            return KeyDescription.of(told);
        }
    }
}
