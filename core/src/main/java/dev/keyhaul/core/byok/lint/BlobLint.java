package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for every mistake in a transfer blob at once; reading one strictly is {@link
 * dev.keyhaul.core.byok.BlobContent#parse}, which stops at the first.
 *
 * <p>A file without an error here is one that {@code parse} takes, and the other way round.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class BlobLint {
    private final LintContext context;
    private final List<LintReport.Finding> findings = new ArrayList<>();

    private BlobLint(LintContext context) {
        this.context = context;
    }

    /** Examines the bytes of a file; whatever they are, that is a finding and no exception. */
    public static LintReport examine(byte[] file, LintContext context) {
        BlobLint lint = new BlobLint(context);
        Optional<JsonObject> json = new JsonRules(lint::found).read(file);
        json.ifPresent(lint::examine);
        context.kek().ifPresent(lint::examine);
        return new LintReport(lint.findings, lint.unchecked());
    }

    private void examine(JsonObject blob) {
        MemberRules members = new MemberRules(this::found);
        members.check(blob);
        members.text(blob, "header.kid").ifPresent(new KidRules(context, this::found)::check);
        members.text(blob, "ciphertext")
                .flatMap(new Base64Rules(this::found)::decode)
                .ifPresent(
                        new CiphertextRules(context.kek(), destination(blob, members), this::found)
                                ::check);
    }

    /** A blob goes into the vault of its KEK, unless another is named. */
    private Optional<VaultHost> destination(JsonObject blob, MemberRules members) {
        return context.vault()
                .or(() -> context.expectedKid().map(KeyIdentifier::vault))
                .or(() -> members.text(blob, "header.kid").flatMap(BlobLint::vault));
    }

    private static Optional<VaultHost> vault(String kid) {
        try {
            return Optional.of(KeyIdentifier.parse(kid).vault());
        } catch (MalformedIdentifierException e) {
            return Optional.empty(); // A finding of its own.
        }
    }

    private void examine(LintContext.Kek kek) {
        new KekRules(context.now(), this::found).check(kek);
    }

    private void found(LintCode code, String place, String reason) {
        findings.add(new LintReport.Finding(code, place, reason));
    }

    private List<String> unchecked() {
        List<String> left = new ArrayList<>();
        if (context.kek().isEmpty()) {
            left.add(
                    "the lengths of the two parts, and what they show of the target: needs the KEK");
        }
        if (context.kek().flatMap(LintContext.Kek::record).isEmpty()) {
            left.add("the KEK's type and operations: give its record or the vault's JSON");
        }
        if (context.expectedKid().isEmpty()) {
            left.add("whether the kid is the KEK's: needs the kid, or the KEK as the vault's JSON");
        }
        if (context.vault().isEmpty()) {
            left.add("whether the KEK is in the vault of the import: needs the vault");
        }
        left.add("the vault's tier: only the vault knows it");
        left.add(
                "what is inside, and whether OAEP used SHA-1: only the KEK's private half shows it");
        return left;
    }

    /** Where a rule tells what it found. */
    interface Sink {
        void found(LintCode code, String place, String reason);
    }
}
