package dev.keyhaul.core.byok;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.AttestedStatement.Half;
import dev.keyhaul.core.key.Fingerprint;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Managed HSM's attestation of a key that verifies: Marvell's root, whose public key is known
 * here, certifies the adapter, the adapter its partition, and the partition's key signed what is
 * stated of both halves of the key. The rules were found on a genuine attestation (format {@code
 * MRVL-1}); there is no public specification. Immutable.
 *
 * @since 0.1.0
 */
public final class AttestationCheck {
    private final String partition;
    private final String owner;
    private final Fingerprint ownerKey;
    private final Map<String, Boolean> attributes;
    private final List<String> notProven;

    private AttestationCheck(
            String partition,
            String owner,
            Fingerprint ownerKey,
            Map<String, Boolean> attributes,
            List<String> notProven) {
        this.partition = partition;
        this.owner = owner;
        this.ownerKey = ownerKey;
        this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        this.notProven = List.copyOf(notProven);
    }

    /** Returns the partition, as its certificate names it. */
    public String partition() {
        return partition;
    }

    /** Returns the owner of the partition, as the self-signed root names him. */
    public String owner() {
        return owner;
    }

    /** Returns the fingerprint of the owner's key, which alone authenticates the pool. */
    public Fingerprint ownerKey() {
        return ownerKey;
    }

    /** Returns the attributes of the private key that matter, by their names. */
    public Map<String, Boolean> attributes() {
        return attributes;
    }

    /** Returns what the attestation does not prove. */
    public List<String> notProven() {
        return notProven;
    }

    private static final String FORMAT = "MRVL-1";
    private static final String NOT_FIPS = "for non-FIPS mode";

    /** An attribute of a private key that is true or false. */
    private enum Flag {
        CKA_LOCAL(0x163),
        CKA_EXTRACTABLE(0x162),
        CKA_NEVER_EXTRACTABLE(0x164),
        CKA_DECRYPT(0x105),
        CKA_UNWRAP(0x107),
        CKA_SIGN(0x108),
        CKA_MODIFIABLE(0x170);

        private final int type;

        Flag(int type) {
            this.type = type;
        }
    }

    /** Made in the HSM, and never able to leave it. */
    private static final Map<Flag, Boolean> REQUIRED =
            Map.of(
                    Flag.CKA_LOCAL, true,
                    Flag.CKA_EXTRACTABLE, false,
                    Flag.CKA_NEVER_EXTRACTABLE, true);

    /**
     * Verifies an attestation.
     *
     * @param kid the key's identifier with its version, which is compared with the attested one
     * @param key the public half, which is compared with the attested modulus
     * @param owner the fingerprint of the owner's key, obtained out of band once for the pool; null
     *     leaves the owner unproven, and {@link #notProven} says so
     * @param now when each certificate must be valid
     * @throws CheckFailedException if anything of it does not hold
     */
    public static AttestationCheck verify(
            HsmAttestation attestation,
            KeyIdentifier kid,
            RSAPublicKey key,
            @Nullable Fingerprint owner,
            Instant now)
            throws CheckFailedException {
        Arguments.notNull("kid", kid, "key", key, "now", now);
        return verify(attestation, kid, key, owner, now, MarvellRoots.KEYS);
    }

    static AttestationCheck verify(
            HsmAttestation attestation,
            KeyIdentifier kid,
            RSAPublicKey key,
            @Nullable Fingerprint owner,
            Instant now,
            List<RSAPublicKey> roots)
            throws CheckFailedException {
        if (!attestation.version().equals(FORMAT)) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_MALFORMED,
                    "the attestation has the format '"
                            + attestation.version()
                            + "'; only "
                            + FORMAT
                            + " can be verified");
        }
        AttestationChain chain =
                AttestationChain.find(
                        HsmAttestation.decode(attestation.certificates()), roots, now);
        Fingerprint ownerKey = Fingerprint.of(chain.owner().getPublicKey());
        if (owner != null && !owner.equals(ownerKey)) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_UNTRUSTED,
                    "the owner's key does not match the given fingerprint: its fingerprint begins with "
                            + ownerKey.firstHalf(),
                    "the key is in someone else's Managed HSM, or the fingerprint belongs to"
                            + " another pool");
        }
        statement(attestation.publicKey(), Half.PUBLIC, chain, kid, key);
        Map<String, Boolean> attributes =
                attributes(statement(attestation.privateKey(), Half.PRIVATE, chain, kid, key));
        return new AttestationCheck(
                name(chain.partition()),
                name(chain.owner()),
                ownerKey,
                attributes,
                notProven(attributes, chain, kid, owner != null));
    }

    private static AttestedStatement statement(
            String base64, Half half, AttestationChain chain, KeyIdentifier kid, RSAPublicKey key)
            throws CheckFailedException {
        byte[] signed = HsmAttestation.decode(base64);
        if (!StatementSignature.verifies(signed, chain.partitionKey())) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_UNTRUSTED,
                    half + " is not signed by the certified partition");
        }
        AttestedStatement statement = AttestedStatement.parse(signed, half);
        String wanted = "/keys/" + kid.name() + "/" + kid.version().orElse("");
        if (!statement.id().equals(wanted)) {
            throw new CheckFailedException(
                    Reason.ATTESTED_KEY_DIFFERS,
                    half + " is for " + statement.id() + ", not for " + wanted,
                    "someone may have swapped the attestation or the identifier");
        }
        if (!statement.modulus().equals(key.getModulus())
                || !statement.publicExponent().equals(key.getPublicExponent())) {
            throw new CheckFailedException(
                    Reason.KEK_DIFFERS,
                    half + " is for a key other than " + Fingerprint.of(key),
                    "someone may have swapped the attestation or the key");
        }
        return statement;
    }

    private static Map<String, Boolean> attributes(AttestedStatement statement)
            throws CheckFailedException {
        Map<String, Boolean> attributes = new LinkedHashMap<>();
        for (Flag flag : Flag.values()) {
            boolean value = statement.flag(flag.type);
            if (REQUIRED.getOrDefault(flag, value) != value) {
                throw new CheckFailedException(
                        Reason.ATTESTED_KEY_UNFIT,
                        Half.PRIVATE + " states " + said(flag, value),
                        "the key was imported, or can leave the HSM: create another one");
            }
            attributes.put(flag.name(), value);
        }
        return attributes;
    }

    private static List<String> notProven(
            Map<String, Boolean> attributes,
            AttestationChain chain,
            KeyIdentifier kid,
            boolean ownerGiven) {
        List<String> left = new ArrayList<>();
        if (!ownerGiven) {
            left.add(
                    "whose Managed HSM it is: anyone can create a key of this name in their own."
                            + " Compare the owner's fingerprint with the one of "
                            + kid.vault()
                            + ", obtained out of band");
        }
        if (is(attributes, Flag.CKA_DECRYPT)) {
            left.add(
                    "that it only unwraps: "
                            + said(Flag.CKA_DECRYPT, true)
                            + ", so anyone who may use the key can decrypt with it");
        }
        left.add("the service's key_ops: they are not attested");
        if (is(attributes, Flag.CKA_MODIFIABLE)) {
            left.add(
                    "that its permitted uses stay as they are: " + said(Flag.CKA_MODIFIABLE, true));
        }
        left.add("when this was true: an attestation has no time");
        if (name(chain.partition()).contains(NOT_FIPS)) {
            left.add("that the HSM is in FIPS mode: its certificate has '" + NOT_FIPS + "'");
        }
        return left;
    }

    private static boolean is(Map<String, Boolean> attributes, Flag flag) {
        return attributes.getOrDefault(flag.name(), false);
    }

    private static String said(Flag flag, boolean value) {
        return flag + " = " + (value ? 1 : 0);
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().toString();
    }

    /** Whether the private key can decrypt, and so read what is wrapped under it. */
    boolean canDecrypt() {
        return is(attributes, Flag.CKA_DECRYPT);
    }

    /** Returns the whole in one sentence. */
    public String sentence() {
        return "made in a Marvell partition owned by "
                + owner
                + ", not extractable; can be used inside by that owner ("
                + said(Flag.CKA_DECRYPT, is(attributes, Flag.CKA_DECRYPT))
                + ")";
    }
}
