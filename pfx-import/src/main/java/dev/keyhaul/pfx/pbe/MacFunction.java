package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.secret.SecretBytes;
import java.util.List;

/** How the MAC of a PKCS#12 file is computed. */
sealed interface MacFunction permits Pkcs12Mac, Pbmac1 {
    /** Derives the key and computes the MAC. */
    byte[] compute(byte[] content, byte[] encodedPassword);

    List<SecretBytes> encodings(PasswordEncodings password);

    String description();
}
