package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;
import java.util.Optional;

/**
 * What a command worked with, and what it found.
 *
 * @param tokens the tokens it opened
 * @param vault the vault it spoke to
 * @param keys the keys
 * @param proofs what was proven
 * @param files what was read and written
 * @param approvals whose approval it ran with
 * @param warnings what the operator was warned of
 * @param planned which step of a plan it was; empty in a record without a plan
 * @since 0.1.0
 */
public record Facts(
        List<TokenFact> tokens,
        Optional<VaultFact> vault,
        List<KeyFact> keys,
        List<ProofFact> proofs,
        List<FileFact> files,
        List<ApprovalFact> approvals,
        List<String> warnings,
        Optional<StepFact> planned) {

    /** Copies the lists. */
    public Facts {
        Arguments.notNull("vault", vault, "planned", planned);
        tokens = List.copyOf(tokens);
        keys = List.copyOf(keys);
        proofs = List.copyOf(proofs);
        files = List.copyOf(files);
        approvals = List.copyOf(approvals);
        warnings = List.copyOf(warnings);
    }

    /** Tells of what no plan asked for. */
    public Facts(
            List<TokenFact> tokens,
            Optional<VaultFact> vault,
            List<KeyFact> keys,
            List<ProofFact> proofs,
            List<FileFact> files,
            List<ApprovalFact> approvals,
            List<String> warnings) {
        this(tokens, vault, keys, proofs, files, approvals, warnings, Optional.empty());
    }
}
