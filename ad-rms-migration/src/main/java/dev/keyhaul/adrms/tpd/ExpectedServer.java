package dev.keyhaul.adrms.tpd;

import dev.keyhaul.adrms.slc.Guid;
import dev.keyhaul.adrms.slc.ServerLicensorCertificate;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Optional;
import java.util.UUID;

/**
 * The server whose key is expected, as an operator read it from the live cluster: nothing in a
 * trusted publishing domain makes it genuine. Immutable.
 *
 * @param serverId the GUID of its licensor certificate, if that was read
 * @param fingerprint the fingerprint of the key in that certificate, if that was read
 * @since 0.1.0
 */
public record ExpectedServer(Optional<UUID> serverId, Optional<Fingerprint> fingerprint) {

    /**
     * Takes one of the two.
     *
     * @throws IllegalArgumentException if both are given, or none
     */
    public ExpectedServer {
        Arguments.notNull("serverId", serverId, "fingerprint", fingerprint);
        if (serverId.isPresent() == fingerprint.isPresent()) {
            throw new IllegalArgumentException("neither a GUID nor a fingerprint, or both");
        }
    }

    /**
     * Reads the GUID of a server licensor certificate, or the fingerprint of the key in it.
     *
     * @throws MalformedInputException when it is neither
     */
    public static ExpectedServer parse(String text) throws MalformedInputException {
        if (Guid.isOne(text)) {
            return new ExpectedServer(Optional.of(Guid.parse(text)), Optional.empty());
        }
        try {
            return new ExpectedServer(Optional.empty(), Optional.of(Fingerprint.parse(text)));
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    Reason.DOMAIN_IDENTITY_FORM,
                    "neither a GUID nor a fingerprint: " + text,
                    "give the GUID of the cluster's licensor certificate, or sha256: and 64"
                            + " hex digits");
        }
    }

    /**
     * Compares.
     *
     * @throws CheckFailedException when the certificate is of another server
     */
    public void requireIs(ServerLicensorCertificate certificate) throws CheckFailedException {
        Arguments.notNull("certificate", certificate);
        if (serverId.isPresent() && !serverId.get().equals(certificate.serverId())) {
            throw another("server " + certificate.serverId(), "server " + serverId.get());
        }
        if (fingerprint.isPresent() && !fingerprint.get().matches(certificate.publicKey())) {
            throw another("key " + certificate.fingerprint(), "key " + fingerprint.get());
        }
    }

    private static CheckFailedException another(String found, String expected) {
        return new CheckFailedException(
                Reason.KEY_DIFFERS,
                "the domain belongs to " + found + "; expected " + expected,
                "do not use the file until you know where it came from");
    }

    /** Returns what was read, as text. */
    @Override
    public String toString() {
        return serverId.<Object>map(id -> id)
                .or(() -> fingerprint)
                .map(Object::toString)
                .orElse("");
    }
}
