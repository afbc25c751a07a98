package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;

/** C_UnwrapKey, telling a failing token from bytes that do not open. */
final class Unwrapping {
    /** What says nothing of the bytes, but what may be done there. */
    private static final long[] NOT_OF_THE_BYTES = {
        Ckr.FUNCTION_NOT_SUPPORTED,
        Ckr.MECHANISM_INVALID,
        Ckr.MECHANISM_PARAM_INVALID,
        Ckr.KEY_FUNCTION_NOT_PERMITTED,
        Ckr.ATTRIBUTE_READ_ONLY,
        Ckr.ATTRIBUTE_TYPE_INVALID,
        Ckr.ATTRIBUTE_VALUE_INVALID,
        Ckr.TEMPLATE_INCOMPLETE,
        Ckr.TEMPLATE_INCONSISTENT
    };

    private Unwrapping() {}

    /**
     * Unwraps; the caller reads back what the token made of the template.
     *
     * @throws CheckFailedException for any wrong key, length or byte, always the same
     * @throws TokenException when the token fails for another reason
     */
    static long unwrap(
            Session session, Mechanism mechanism, long key, byte[] wrapped, Template template)
            throws TokenException, CheckFailedException {
        try {
            return session.unwrap(mechanism, key, wrapped, template);
        } catch (TokenException e) {
            if (isOfTheBytes(e)) {
                throw UnwrapFailure.create();
            }
            throw e;
        }
    }

    /** Whether C_UnwrapKey may have failed for the bytes that it was given. */
    static boolean isOfTheBytes(TokenException failure) {
        return !failure.isOfTheToken() && !failure.is(NOT_OF_THE_BYTES);
    }
}
