package dev.keyhaul.keyvault;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.keyvault.report.ProofReport;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was checked of a key in a vault against the key that was to get there.
 *
 * <pre>{@code
 * VaultProof proof = KeyImport.into(vault, "tenant").build().underNewKek(key);
 * for (VaultProof.Check check : proof.checks()) {
 *     show(check.name(), check.verdict(), check.detail());
 * }
 * proof.requirePassed(); // the key is in the vault either way
 * }</pre>
 *
 * <p>A signature proves that whoever answers at that host holds the key; it proves neither hardware
 * nor that nobody else holds it.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class VaultProof {
    private final KeyIdentifier id;
    private final List<Check> checks;
    private final Optional<KeyVaultException> unanswered;

    VaultProof(KeyIdentifier id, List<Check> checks, Optional<KeyVaultException> unanswered) {
        checks = List.copyOf(checks);
        this.id = id;
        this.checks = checks;
        this.unanswered = unanswered;
    }

    /** {@return the versioned identifier of the key that was checked} */
    public KeyIdentifier id() {
        return id;
    }

    /** {@return all of them, in order} */
    public List<Check> checks() {
        return checks;
    }

    /** {@return why the vault did not answer a check, if one had no answer} */
    public Optional<KeyVaultException> unanswered() {
        return unanswered;
    }

    /**
     * One check.
     *
     * @param name what was checked, such as {@code signature}
     * @param verdict what came of it
     * @param detail what was found
     * @param fix the command that fixes it, if there is one
     */
    public record Check(String name, Verdict verdict, String detail, Optional<String> fix) {
        /**
         * Refuses null.
         *
         * @param name what was checked, such as {@code signature}
         * @param verdict what came of it
         * @param detail what was found
         * @param fix the command that fixes it, if there is one
         */
        public Check {
            Arguments.notNull("name", name, "verdict", verdict, "detail", detail);
            Arguments.notNull("fix", fix);
        }

        /** {@return whether it does not stand in the way; what nobody could see does not} */
        public boolean ok() {
            return verdict != Verdict.FAIL;
        }

        private ProofReport.Check report() {
            return new ProofReport.Check(name, ok(), verdict, detail, fix);
        }
    }

    /**
     * Reads the key from the vault again and checks it: the public key, the type, the operations,
     * attributes and policies, a signature and a decryption at work. A check that does not hold is
     * in the result, and so is one that the vault did not answer; see {@link #requirePassed()}.
     *
     * @param vault asked for the key and its uses
     * @param id the key; without a version, its newest one
     * @param expected what it must be
     * @param random makes the challenges
     * @return the proof, which may have failed
     * @throws KeyTransferException if the vault refuses a request or does not answer
     */
    public static VaultProof of(
            KeyVault vault, KeyIdentifier id, ExpectedKey expected, SecureRandom random)
            throws KeyTransferException {
        Arguments.notNull("vault", vault, "expected", expected, "random", random);
        return new VaultProofChecks(vault, expected, random).prove(id);
    }

    /** {@return whether no check failed, and each had an answer} */
    public boolean passed() {
        return checks.stream().allMatch(Check::ok) && unanswered.isEmpty();
    }

    /**
     * {@return the command of az that keeps everybody from using a key, and loses nothing}
     *
     * @param id the key's versioned identifier
     */
    public static String disablingCommand(KeyIdentifier id) {
        Arguments.notNull("id", id);
        return "az keyvault key set-attributes --id " + id + " --enabled false";
    }

    /**
     * Goes on only when no check failed, and each had an answer.
     *
     * @throws CheckFailedException naming the first that did, how to fix it if it can be fixed, and
     *     how the key is disabled; nothing is disabled here
     * @throws KeyVaultException if a check had no answer: the key exists, and what was proven of it
     */
    public void requirePassed() throws CheckFailedException, KeyVaultException {
        for (Check check : checks) {
            if (!check.ok()) {
                String mend = check.fix().map(fix -> fix + "; until then ").orElse("");
                throw new CheckFailedException(
                        Reason.VAULT_KEY_CHECK,
                        "check '" + check.name() + "' failed for " + id + ": " + check.detail(),
                        mend + "do not use this key: " + disablingCommand(id));
            }
        }
        if (unanswered.isPresent()) {
            throw unproven(unanswered.get());
        }
    }

    private KeyVaultException unproven(KeyVaultException cause) {
        return new KeyVaultException(
                cause.reason() == Reason.INTERRUPTED ? Reason.INTERRUPTED : Reason.PROOF_UNFINISHED,
                "the key exists: "
                        + id
                        + "; proven: "
                        + names(Verdict.PASS)
                        + "; not proven: "
                        + names(Verdict.UNKNOWN)
                        + ": "
                        + cause.getMessage(),
                cause.status(),
                cause.code(),
                "keep the key",
                cause);
    }

    private String names(Verdict verdict) {
        String names =
                checks.stream()
                        .filter(check -> check.verdict() == verdict)
                        .map(Check::name)
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? "nothing" : names;
    }

    /** {@return the checks for reports: JSON in UTF-8} */
    public byte[] toUtf8() {
        return ProofReport.form()
                .toUtf8(
                        new ProofReport(
                                id.toString(),
                                passed(),
                                checks.stream().map(Check::report).toList()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VaultProof that
                && id.equals(that.id)
                && checks.equals(that.checks)
                && unanswered.equals(that.unanswered);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, checks, unanswered);
    }

    @Override
    public String toString() {
        return "VaultProof[" + id + ", " + checks + ", " + unanswered + "]";
    }
}
