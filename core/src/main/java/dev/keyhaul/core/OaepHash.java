package dev.keyhaul.core;

import java.security.spec.MGF1ParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * The hash of RSAES-OAEP and of its MGF1, always the same one for both (RFC 8017 §7.1).
 *
 * <p>The JDK's own {@code OAEPWithSHA-256AndMGF1Padding} mixes SHA-256 with MGF1-SHA-1 unless it is
 * given explicit parameters: these.
 *
 * @since 0.1.0
 */
public enum OaepHash {
    /** SHA-1, 20 bytes: what Azure Key Vault's BYOK takes. */
    SHA1("SHA-1"),
    /** SHA-256, 32 bytes. */
    SHA256("SHA-256");

    private final String digest;

    OaepHash(String digest) {
        this.digest = digest;
    }

    /** Returns the parameters with an empty label. */
    public OAEPParameterSpec parameters() {
        return new OAEPParameterSpec(
                digest, "MGF1", new MGF1ParameterSpec(digest), PSource.PSpecified.DEFAULT);
    }
}
