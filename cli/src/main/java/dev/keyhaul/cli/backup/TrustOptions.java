package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.TypedFingerprint;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;

/** What the operator knows of a store from elsewhere. */
public record TrustOptions(Given given) {

    public static final Opt<String> SIGNED_BY =
            Opt.of(
                    "--signed-by PUB|sha256:HEX",
                    Kinds.textOrFile(),
                    "the evidence key that must have signed the journal: its public half, or its fingerprint",
                    Not.PROVES);

    static final Opt<String> EXPECT_HEAD =
            Opt.text(
                    "--expect-head H",
                    "a journal head that you noted: the journal must continue from it",
                    Not.PROVES,
                    new BesidePlan());

    public static final Rows ROWS =
            Rows.of(TrustOptions.class, Heading.STORE).and(SIGNED_BY, EXPECT_HEAD);

    /**
     * Reads what is known, once.
     *
     * @throws KeyTransferException when the evidence key cannot be read
     */
    public StoreTrust read() throws KeyTransferException {
        String signer = given.get(SIGNED_BY);
        return new StoreTrust(
                signer == null ? null : StoreTrust.signerNamed(signer),
                given.find(EXPECT_HEAD).map(TrustOptions::head).orElse(null));
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
