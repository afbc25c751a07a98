package dev.keyhaul.core.byok;

import dev.keyhaul.core.key.Fingerprint;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What can be seen of a Managed HSM's attestation without the HSM, by what Microsoft's validator
 * (azure-managed-hsm-key-attestation) does with the format {@code MRVL-1}: the last 256 bytes of a
 * statement are a PKCS#1 v1.5 signature, with SHA-256, of the HSM's partition over all before them.
 * No genuine attestation was at hand.
 *
 * <p>The certificates come from the same server, so a person must compare a root with the one that
 * the HSM's maker publishes.
 *
 * @param holds what was verified
 * @param fails what should hold and does not
 * @param unchecked what nobody looked at here
 */
public record AttestationCheck(List<String> holds, List<String> fails, List<String> unchecked) {
    private static final String FORMAT = "MRVL-1";
    private static final int SIGNATURE_BYTES = 256;

    /** Copies the lists. */
    public AttestationCheck {
        holds = List.copyOf(holds);
        fails = List.copyOf(fails);
        unchecked = List.copyOf(unchecked);
    }

    /** Looks at an attestation; whatever it holds, that is a finding and no exception. */
    public static AttestationCheck of(HsmAttestation attestation, RSAPublicKey key) {
        Looking looking = new Looking(key);
        if (attestation.version().equals(FORMAT)) {
            looking.at(attestation);
        } else {
            looking.unchecked.add(
                    "all of it: its format is '" + attestation.version() + "', not " + FORMAT);
        }
        return new AttestationCheck(looking.holds, looking.fails, looking.unchecked);
    }

    private static final class Looking {
        private final RSAPublicKey key;
        private final List<String> holds = new ArrayList<>();
        private final List<String> fails = new ArrayList<>();
        private final List<String> unchecked = new ArrayList<>();

        Looking(RSAPublicKey key) {
            this.key = key;
        }

        void at(HsmAttestation attestation) {
            AttestingCertificates certificates =
                    AttestingCertificates.parse(HsmAttestation.decode(attestation.certificates()));
            byte[] ofPublic = HsmAttestation.decode(attestation.publicKey());
            byte[] ofPrivate = HsmAttestation.decode(attestation.privateKey());
            if (ofPublic.length + ofPrivate.length == 0) {
                fails.add("it holds no statement");
            }
            statement("the statement on the public key", ofPublic, certificates);
            statement("the statement on the private key", ofPrivate, certificates);
            unchecked.add(
                    "whether a root is the HSM maker's: compare its fingerprint with the one that"
                            + " Marvell publishes");
            unchecked.add(
                    "the attributes in it, and signatures of firmware 2.x: Microsoft's"
                            + " validate_attestation.py reads them");
        }

        private void statement(String name, byte[] statement, AttestingCertificates certificates) {
            if (statement.length == 0) {
                return;
            }
            int saidBytes = Math.max(0, statement.length - SIGNATURE_BYTES);
            byte[] said = Arrays.copyOf(statement, saidBytes);
            byte[] signature = Arrays.copyOfRange(statement, saidBytes, statement.length);
            List<X509Certificate> signers = certificates.signersOf(said, signature);
            if (signers.isEmpty()) {
                fails.add(name + " is signed by none of the certificates that came with it");
                return;
            }
            signers.forEach(
                    signer -> holds.add(name + " is signed by " + certificates.chain(signer)));
            if (contains(said, modulus())) {
                holds.add(name + " holds the modulus of " + Fingerprint.of(key));
            } else {
                fails.add(name + " does not hold the modulus of " + Fingerprint.of(key));
            }
        }

        private byte[] modulus() {
            byte[] signed = key.getModulus().toByteArray();
            return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
        }
    }

    private static boolean contains(byte[] data, byte[] part) {
        for (int i = 0; i + part.length <= data.length; i++) {
            if (Arrays.equals(data, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
