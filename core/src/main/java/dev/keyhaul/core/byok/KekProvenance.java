package dev.keyhaul.core.byok;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Optional;

/**
 * What authenticates a KEK. A file proves nothing about itself, whatever its format: an attacker
 * who swaps a KEK reads the key that is wrapped under it, and every later check still passes.
 */
public sealed interface KekProvenance {
    /** Returns the words for reports. */
    String label();

    /**
     * Checks that it authenticates this KEK.
     *
     * @param kek the KEK's own fingerprint
     * @param kid the KEK's identifier; none for a bare wrapping key
     * @throws RefusedException if it authenticates another one
     */
    void require(Fingerprint kek, Optional<KeyIdentifier> kid) throws RefusedException;

    /**
     * A person obtained the fingerprint on another machine, and typed it. Proves that a person
     * knows this number, not that the KEK is in an HSM.
     *
     * @param fingerprint never computed from the KEK that it is to authenticate
     */
    record OperatorsFingerprint(Fingerprint fingerprint) implements KekProvenance {
        @Override
        public String label() {
            return "a fingerprint given by the operator";
        }

        @Override
        public void require(Fingerprint kek, Optional<KeyIdentifier> kid) throws RefusedException {
            requireMatch(kek, fingerprint);
        }
    }

    /**
     * Another person signs a request that shows the fingerprint, before anything is wrapped.
     *
     * @param fingerprint the one that the request shows
     */
    record ApprovedFingerprint(Fingerprint fingerprint) implements KekProvenance {
        @Override
        public String label() {
            return "a fingerprint in a signed approval";
        }

        @Override
        public void require(Fingerprint kek, Optional<KeyIdentifier> kid) throws RefusedException {
            requireMatch(kek, fingerprint);
        }
    }

    /**
     * The vault created the KEK for this command, and answered with it.
     *
     * @param created the fingerprint of the key in that answer
     */
    record VaultAnswer(Fingerprint created) implements KekProvenance {
        /** The words for reports. */
        public static final String LABEL = "the vault, which answered this command";

        @Override
        public String label() {
            return LABEL;
        }

        @Override
        public void require(Fingerprint kek, Optional<KeyIdentifier> kid) throws RefusedException {
            requireMatch(kek, created);
        }
    }

    /** The KEK is of a local vault, and needs nothing: it takes a rehearsal's keys only. */
    record Rehearsal() implements KekProvenance {
        @Override
        public String label() {
            return "nothing: it is a rehearsal's";
        }

        @Override
        public void require(Fingerprint kek, Optional<KeyIdentifier> kid) throws RefusedException {
            if (kid.isEmpty() || !kid.get().vault().isRehearsal()) {
                throw new RefusedException(
                        kid.map(KeyIdentifier::toString).orElse("the KEK")
                                + " is not authenticated",
                        "compare it with its fingerprint");
            }
        }
    }

    /** The error shows half of the fingerprint: an operator would paste the whole. */
    private static void requireMatch(Fingerprint kek, Fingerprint fingerprint)
            throws RefusedException {
        if (!fingerprint.equals(kek)) {
            throw new RefusedException(
                    "KEK does not match the given fingerprint: its own begins with "
                            + kek.firstHalf(),
                    "somebody may have swapped the KEK: find out where it comes from before you"
                            + " continue");
        }
    }
}
