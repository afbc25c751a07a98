package dev.keyhaul.core.byok;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What authenticates a KEK. A file proves nothing about itself, whatever its format: an attacker
 * who swaps a KEK reads the key that is wrapped under it, and every later check still passes.
 * Immutable.
 *
 * <pre>{@code
 * // from another machine: never computed from the file that it authenticates
 * KeyExchangeKey kek =
 *         candidate.authenticate(
 *                 new KekProvenance.OperatorsFingerprint(Fingerprint.parse(typed)));
 * }</pre>
 *
 * <p>A minor version can add a case: give a {@code switch} a {@code default} that refuses.
 *
 * @since 0.1.0
 */
public sealed interface KekProvenance
        permits KekProvenance.OperatorsFingerprint,
                KekProvenance.ApprovedFingerprint,
                KekProvenance.VaultAnswer,
                KekProvenance.Rehearsal,
                SignedDownload,
                SignedAnswer,
                AttestedKek,
                SeveralWays {
    /** What is open whenever nothing attests the key. */
    String IN_HSM = "that the KEK is in an HSM and can only import";

    /** What is open whenever somebody could have put the KEK into the vault. */
    String MADE_THERE =
            "that the KEK was created in its vault: someone who imported it can read the key";

    /**
     * Checks that it authenticates this KEK.
     *
     * @param kek the KEK
     * @param kid the KEK's identifier; none for a bare wrapping key
     * @return what it shows, and what it leaves open
     * @throws RefusedException if it does not hold, or is of another KEK
     */
    Result check(RSAPublicKey kek, @Nullable KeyIdentifier kid) throws RefusedException;

    /**
     * What a way of authenticating a KEK has found.
     *
     * @param label the way, in words for reports
     * @param notProven what it leaves open
     * @param missing why another way is needed as well; empty if none is
     */
    record Result(String label, List<String> notProven, Optional<String> missing) {
        /**
         * Copies the list.
         *
         * @param label the way, in words for reports
         * @param notProven what it leaves open
         * @param missing why another way is needed as well; empty if none is
         */
        public Result {
            Arguments.notNull("label", label, "missing", missing);
            notProven = List.copyOf(notProven);
        }

        static Result enough(String label, String... notProven) {
            return new Result(label, List.of(notProven), Optional.empty());
        }
    }

    /**
     * A person obtained the fingerprint on another machine, and typed it.
     *
     * @param fingerprint never computed from the KEK that it is to authenticate
     */
    record OperatorsFingerprint(Fingerprint fingerprint) implements KekProvenance {
        /**
         * Refuses null.
         *
         * @param fingerprint never computed from the KEK that it is to authenticate
         */
        public OperatorsFingerprint {
            Arguments.notNull("fingerprint", fingerprint);
        }

        @Override
        public Result check(RSAPublicKey kek, @Nullable KeyIdentifier kid) throws RefusedException {
            requireMatch(kek, fingerprint);
            return Result.enough("a fingerprint given by the operator", IN_HSM, MADE_THERE);
        }
    }

    /**
     * Another person signs a request that shows the fingerprint, before anything is wrapped.
     *
     * @param fingerprint the one that the request shows
     */
    record ApprovedFingerprint(Fingerprint fingerprint) implements KekProvenance {
        /**
         * Refuses null.
         *
         * @param fingerprint the one that the request shows
         */
        public ApprovedFingerprint {
            Arguments.notNull("fingerprint", fingerprint);
        }

        @Override
        public Result check(RSAPublicKey kek, @Nullable KeyIdentifier kid) throws RefusedException {
            requireMatch(kek, fingerprint);
            return Result.enough("a fingerprint in a signed approval", IN_HSM, MADE_THERE);
        }
    }

    /**
     * The vault created the KEK for this command, and answered with it over TLS, under one of
     * Azure's roots. The vault of a rehearsal needs no TLS.
     *
     * @param answer the vault's, with the root that was seen
     */
    record VaultAnswer(KekRecord answer) implements KekProvenance {
        /** The words for reports. */
        public static final String LABEL = "the vault, which answered this command";

        /**
         * Refuses null.
         *
         * @param answer the vault's, with the root that was seen
         */
        public VaultAnswer {
            Arguments.notNull("answer", answer);
        }

        @Override
        public Result check(RSAPublicKey kek, @Nullable KeyIdentifier kid) throws RefusedException {
            Arguments.notNull("kek", kek);
            requireMatch(kek, Fingerprint.of(answer.publicKey()));
            if (!answer.kid().equals(kid)) {
                throw new RefusedException(
                        Reason.KEK_DIFFERS,
                        "the vault created "
                                + answer.kid()
                                + ", which has the expected key but a different identifier");
            }
            KekRecord.TlsRoot.requireAzures(
                    answer.kid().vault(),
                    answer.download().flatMap(KekRecord.Download::tlsRoot).orElse(null));
            return Result.enough(LABEL, "more than the vault states: " + IN_HSM);
        }
    }

    /** The KEK is of a local vault, and needs nothing: it takes a rehearsal's keys only. */
    record Rehearsal() implements KekProvenance {
        @Override
        public Result check(RSAPublicKey kek, @Nullable KeyIdentifier kid) throws RefusedException {
            Arguments.notNull("kek", kek);
            if (kid == null || !kid.vault().isRehearsal()) {
                throw new RefusedException(
                        Reason.KEK_NOT_AUTHENTICATED,
                        (kid == null ? "the KEK" : kid) + " is not authenticated",
                        "give its fingerprint, from another machine");
            }
            return Result.enough("nothing: it is a rehearsal KEK");
        }
    }

    /**
     * A record that was downloaded elsewhere and signed there. It holds if the signature does, and
     * the record is of this KEK, of the named ceremony, at most 7 days old and not expired, and its
     * TLS chain ended at one of Azure's roots.
     *
     * @param file the record, as it was signed
     * @param signature RSASSA-PKCS1-v1_5 with SHA-256 over the file; empty if there is none
     * @param signer the public half of the key that must have signed it
     * @param ceremony the name of the ceremony that this KEK is used in
     * @param now the time to judge by
     * @return a way to authenticate the KEK of the record
     */
    static KekProvenance signedRecord(
            byte[] file, byte[] signature, PublicKey signer, String ceremony, Instant now) {
        Arguments.notNull("signer", signer, "ceremony", ceremony, "now", now);
        return new SignedDownload(file, signature, signer, ceremony, now);
    }

    /**
     * The file of a service that gave the wrapping key for one import, signed where it was
     * obtained. It authenticates a wrapping key without identifier.
     *
     * @param file the service's answer, as it was signed
     * @param signature RSASSA-PKCS1-v1_5 with SHA-256 over the file; empty if there is none
     * @param signer the public half of the key that must have signed it
     * @param inFile the wrapping key that was read from the very same bytes
     * @return a way to authenticate the wrapping key in the file
     */
    static KekProvenance signedAnswer(
            byte[] file, byte[] signature, PublicKey signer, RSAPublicKey inFile) {
        Arguments.notNull("signer", signer, "inFile", inFile);
        return new SignedAnswer(file, signature, signer, inFile);
    }

    /**
     * The attestation of a Managed HSM. If its private key can decrypt, another way is needed as
     * well.
     *
     * @param attestation the attestation, as it was downloaded with the KEK
     * @param owner the fingerprint of the owner's key, obtained out of band once for the pool
     * @param now the time to judge by
     * @return a way to authenticate the attested KEK
     */
    static KekProvenance attestation(HsmAttestation attestation, Fingerprint owner, Instant now) {
        Arguments.notNull("attestation", attestation, "owner", owner, "now", now);
        return new AttestedKek(attestation, owner, now, MarvellRoots.KEYS);
    }

    /**
     * Several ways, of which each must hold, and together leave nothing missing.
     *
     * @param ways at least one
     * @return a way that holds if each of them does
     */
    static KekProvenance together(List<KekProvenance> ways) {
        return ways.size() == 1 ? ways.get(0) : new SeveralWays(ways);
    }

    /** The error shows half of the fingerprint: an operator would paste the whole. */
    private static void requireMatch(RSAPublicKey kek, Fingerprint fingerprint)
            throws RefusedException {
        if (isOfPem(kek, fingerprint)) {
            throw new RefusedException(
                    Reason.KEK_FINGERPRINT_OF_PEM,
                    "the given fingerprint is the hash of the KEK's PEM file instead of its key",
                    "on another machine, get the SHA-256 of the DER form: 'az keyvault key download --encoding DER', then"
                            + " 'sha256sum'");
        }
        if (!fingerprint.matches(kek)) {
            throw new RefusedException(
                    Reason.KEK_DIFFERS,
                    "the KEK does not match the given fingerprint: its fingerprint begins with "
                            + Fingerprint.of(kek).firstHalf(),
                    "someone may have swapped the KEK: find out where it comes from before you"
                            + " continue");
        }
    }

    /** As az and OpenSSL write it, without the last line's end, and with those of Windows. */
    private static boolean isOfPem(RSAPublicKey kek, Fingerprint fingerprint) {
        String pem = new String(PublicKeyEncoding.pem(kek), StandardCharsets.US_ASCII);
        return Stream.of(pem, pem.strip(), pem.replace("\n", "\r\n"))
                .map(text -> Sha256.hex(text.getBytes(StandardCharsets.US_ASCII)))
                .anyMatch(fingerprint.hex()::equals);
    }
}
