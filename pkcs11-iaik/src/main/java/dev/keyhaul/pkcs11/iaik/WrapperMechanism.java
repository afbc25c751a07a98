package dev.keyhaul.pkcs11.iaik;

import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.jna.RawMechanismParameter;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import org.jspecify.annotations.Nullable;

/**
 * A mechanism for the length of one call of the wrapper. It aborts the JVM on its own class for the
 * nested parameter of CKM_RSA_AES_KEY_WRAP, and passes plain bytes on as they are: so these are the
 * module's own structure, whose pointer leads to memory that is freed when this is closed.
 */
final class WrapperMechanism implements AutoCloseable {
    private final CK_MECHANISM mechanism;
    private final @Nullable RawMechanismParameter nested;

    WrapperMechanism(Mechanism asked) {
        mechanism = WrapperValues.mechanism(asked);
        if (asked.parameter() instanceof Mechanism.RsaAes) {
            nested = RawMechanismParameter.of(asked);
            mechanism.pParameter = nested.bytes();
        } else {
            nested = null;
        }
    }

    CK_MECHANISM get() {
        return mechanism;
    }

    @Override
    public void close() {
        if (nested != null) {
            nested.close();
        }
    }
}
