package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.Set;

/**
 * Whether a token makes AES keys of the length that is asked for, of random numbers. A sensitive
 * key shows neither: throw-away ones are opened here.
 */
public record AesGeneration(SessionPool sessions, int lengthBits) {
    private static final WrapSizes SIZES = new WrapSizes(2048, OaepHash.SHA1);
    private static final int RANDOM_BITS = 256;

    /**
     * Tries it.
     *
     * @return the trial, if the token cannot show it
     * @throws CheckFailedException when the keys are short, or look alike or regular
     * @throws TokenException when the token fails
     */
    public Set<String> notShown() throws KeyTransferException {
        try (Session session = sessions.borrow()) {
            SoftwareKek kek = SoftwareKek.in(session, SIZES, sessions.random());
            kek.requireRandom(session);
            if (lengthBits != RANDOM_BITS) {
                kek.requireLength(session, lengthBits);
            }
            return Set.of();
        } catch (TokenException e) {
            if (TokenFailure.isOfTheToken(e)) {
                throw e;
            }
            return Set.of("C_GenerateKey CKM_AES_KEY_GEN");
        }
    }
}
