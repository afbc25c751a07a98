package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.TypedFingerprint;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the operator knows of a store from elsewhere. */
public final class TrustOptions {
    @Option(
            names = "--signed-by",
            paramLabel = "PUB|sha256:HEX",
            description =
                    "the evidence key that must have signed the journal: its public half, or its fingerprint")
    private @Nullable String signedBy;

    @Option(
            names = "--expect-head",
            paramLabel = "H",
            description = "a journal head that you noted: the journal must continue from it")
    private @Nullable String head;

    /**
     * Reads what is known, once.
     *
     * @throws KeyTransferException when the evidence key cannot be read
     */
    public StoreTrust read() throws KeyTransferException {
        return new StoreTrust(
                signedBy == null ? null : StoreTrust.signerNamed(signedBy),
                head == null ? null : head(head));
    }

    /** Reads a journal's head. */
    public static String head(String head) {
        return TypedFingerprint.digest(head)
                .orElseThrow(
                        () ->
                                new UsageException(
                                        Reason.VALUE_FORM,
                                        "not a journal head: " + head,
                                        "give 64 hex digits, as 'backup create' and 'backup verify'"
                                                + " print them"));
    }
}
