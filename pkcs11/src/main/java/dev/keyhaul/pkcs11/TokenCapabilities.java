package dev.keyhaul.pkcs11;

import dev.keyhaul.core.argument.Arguments;
import java.util.Optional;

/**
 * What a token can do for moving keys: listed, and seen.
 *
 * @param keyWrapKwp what CKM_AES_KEY_WRAP_KWP (0x210b) does
 * @param keyWrapPad what CKM_AES_KEY_WRAP_PAD (0x210a) does
 * @param listsOaep whether CKM_RSA_PKCS_OAEP is listed
 * @param listsOneShot whether CKM_RSA_AES_KEY_WRAP (0x1054) is listed
 * @param refusal what C_WrapKey answered, where a key wrap is refused
 * @since 0.1.0
 */
public record TokenCapabilities(
        KeyWrapBehaviour keyWrapKwp,
        KeyWrapBehaviour keyWrapPad,
        boolean listsOaep,
        boolean listsOneShot,
        Optional<String> refusal) {
    public TokenCapabilities {
        Arguments.notNull("keyWrapKwp", keyWrapKwp, "keyWrapPad", keyWrapPad, "refusal", refusal);
    }
}
