package dev.keyhaul.pkcs11;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.MechanismDescription;
import java.util.Optional;

/**
 * A mechanism that a token lists.
 *
 * @param type the code of one of {@link Ckm}, or a vendor's own
 * @param description key sizes and flags; empty where C_GetMechanismInfo fails for it, as it does
 *     for some vendors' own mechanisms
 * @since 0.1.0
 */
public record TokenMechanism(long type, Optional<MechanismDescription> description) {
    public TokenMechanism {
        Arguments.notNull("description", description);
    }

    /** Returns the name, or the number where it has none. */
    public String name() {
        return Ckm.name(type);
    }

    /** Whether the token claims to do it in hardware (CKF_HW). */
    public boolean claimsHardware() {
        return description.filter(told -> (told.flags() & Ckf.HW) != 0).isPresent();
    }
}
