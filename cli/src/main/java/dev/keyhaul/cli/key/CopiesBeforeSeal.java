package dev.keyhaul.cli.key;

import dev.keyhaul.backup.SealCondition;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.cli.backup.TrustOptions;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An unextractable key can never be copied again: two proven master copies come first. */
public record CopiesBeforeSeal(Given given) {

    public static final Opt.Sure<List<Path>> STORE =
            Opt.folder(
                            "--store D",
                            "a store of master copies: the stores must have two proven copies of the key in all; may be repeated")
                    .many();

    public static final Opt<String> SIGNED_BY =
            Opt.of(
                    "--signed-by PUB|sha256:HEX",
                    Kinds.textOrFile(),
                    "with --store: the evidence key that signed the journal (its public half, or its fingerprint); only its signatures prove a copy",
                    Not.PROVES);

    public static final Opt.Sure<List<String>> EXPECT_HEAD =
            Opt.text(
                            "--expect-head H",
                            "with --store: the journal head that you noted; repeat it for several stores, in any order",
                            Not.PROVES,
                            new BesidePlan())
                    .many();

    static final Opt.Sure<Boolean> WITHOUT_COPIES =
            Opt.flag(
                    "--without-copies",
                    "seal the key without master copies: if its token is lost, the key is lost",
                    Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(CopiesBeforeSeal.class, Heading.STORE)
                    .and(STORE, SIGNED_BY, EXPECT_HEAD, WITHOUT_COPIES);

    /**
     * Checks that two copies of the key are proven, unless none are asked for.
     *
     * @return the subject, and on which stores and copies it relies
     * @throws RefusedException when fewer are proven, or the evidence key or a head is not named
     * @throws KeyTransferException when a store is not readable, or does not hold what is known
     */
    ApprovalSubject require(Fingerprint key, ApprovalSubject subject, Console console)
            throws KeyTransferException {
        if (given.get(WITHOUT_COPIES)) {
            return subject;
        }
        TrustedSigner signer = signer();
        List<String> known = given.get(EXPECT_HEAD).stream().map(TrustOptions::head).toList();
        SealCondition condition = SealCondition.of(given.get(STORE), signer, known, key);
        Optional<String> shortage = condition.shortage();
        if (shortage.isPresent()) {
            throw new RefusedException(
                    Reason.COPY_NOT_PROVEN,
                    shortage.get(),
                    "make one with 'backup create --sign-with', or prove an existing one with"
                            + " 'backup drill --sign-with'");
        }
        console.note("proven master copies: " + condition.provenIds());
        return subject.with("evidence_key", signer.fingerprint())
                .with("journal_heads", String.join("; ", condition.journalHeads()))
                .with("proven_copies", condition.provenIds());
    }

    private TrustedSigner signer() throws KeyTransferException {
        if (given.get(STORE).isEmpty()) {
            throw new RefusedException(
                    Reason.COPY_NOT_PROVEN,
                    "--store is missing: an unextractable key can never be copied again",
                    "give --store D with two proven master copies, or --without-copies if the key may be lost with its token");
        }
        String signer = given.get(SIGNED_BY);
        if (signer == null || given.get(EXPECT_HEAD).isEmpty()) {
            throw new RefusedException(
                    Reason.OPTION_MISSING,
                    "--signed-by and --expect-head are missing: a journal is proof only if a known key signed it",
                    "name the evidence key of the copies and the journal's head that you noted; if the journal has no signatures, run 'backup change-signer --take-over', then drill its copies");
        }
        return StoreTrust.signerNamed(signer);
    }
}
