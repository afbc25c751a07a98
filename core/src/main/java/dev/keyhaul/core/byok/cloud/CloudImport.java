package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Optional;

/**
 * One import into a cloud's key management service: what the service gave for it, and what the
 * operator wants. Nothing here authenticates the service's wrapping key.
 */
public sealed interface CloudImport permits AwsImport, GcpImport {
    /** Returns the service's public key; the target is wrapped under it. */
    RSAPublicKey wrappingKey();

    /** Returns the resource name of the key that the material is imported into. */
    String destination();

    /** Returns when the service stops taking what is wrapped under this key. */
    Instant validUntil();

    /** Returns the service's name for the way to wrap. */
    String wrapping();

    /** Returns the hash of OAEP and of its MGF1. */
    OaepHash oaepHash();

    /** Whether the target itself is under RSAES-OAEP, without an AES key between. */
    boolean isDirect();

    /**
     * Checks that the service takes such a key, wrapped this way.
     *
     * @throws RefusedException if it does not, saying what it takes
     */
    void requireTakes(KeyDescription target) throws RefusedException;

    /** Returns what the service needs beside the ciphertext, or what is to be kept. */
    Optional<Companion> companion();

    /** Returns what decides where the import goes. */
    CloudFacts facts();

    /**
     * Returns the command that imports the ciphertext, for a POSIX shell where the cloud's own tool
     * is logged in. Ask {@link #requireTakes} first.
     *
     * @param ciphertext its file
     */
    String command(Path ciphertext);

    /**
     * A second file beside the ciphertext.
     *
     * @param suffix what its name has after the ciphertext's and a dot
     * @param what what it is, for reports
     * @param content its bytes; nothing secret
     */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Companion(String suffix, String what, byte[] content) {
        /** Returns its path, beside the ciphertext. */
        public Path beside(Path ciphertext) {
            return Path.of(ciphertext + "." + suffix);
        }
    }
}
