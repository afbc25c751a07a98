package dev.keyhaul.cli.key;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.ProvenCopies;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.backup.TrustOptions;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A key that is sealed can never be copied again: two proven master copies come first. */
public final class CopiesBeforeSeal {
    private static final int NEEDED = 2;

    @Option(
            names = "--store",
            paramLabel = "D",
            description =
                    "where two proven master copies of the key must be, in one or several stores; may be"
                            + " repeated")
    private List<Path> stores = new ArrayList<>();

    @Option(
            names = "--signed-by",
            paramLabel = "PUB|sha256:HEX",
            description =
                    "with --store: the evidence key that signed the journal: its public half, or its"
                            + " fingerprint; nothing else proves a copy")
    private @Nullable String signedBy;

    @Option(
            names = "--expect-head",
            paramLabel = "H",
            description =
                    "with --store: the journal head that you noted; repeated for several stores, in any"
                            + " order")
    private List<String> heads = new ArrayList<>();

    @Option(names = "--without-copies", description = "seal a key that may be lost with its token")
    private boolean withoutCopies;

    /**
     * Checks that two copies of the key are proven, unless none are asked for.
     *
     * @return the subject, and on which stores and copies it relies
     * @throws RefusedException when fewer are proven, or the evidence key or a head is not named
     * @throws KeyTransferException when a store is not readable, or does not hold what is known
     */
    ApprovalSubject require(Fingerprint key, ApprovalSubject subject, Console console)
            throws KeyTransferException {
        ApprovalSubject seal = subject.with("without_copies", withoutCopies);
        if (withoutCopies) {
            return seal;
        }
        TrustedSigner signer = signer();
        List<Named> named = named();
        Set<CopyId> proven = new LinkedHashSet<>();
        Map<CopyId, String> unproven = new LinkedHashMap<>();
        for (Named store : named) {
            JournalEvidence evidence = store.journal.trusting(new StoreTrust(signer, null));
            evidence.requireAllSigned();
            ProvenCopies copies = ProvenCopies.of(store.store, evidence, key);
            // A replica has the same copies: they count once.
            proven.addAll(copies.proven());
            unproven.putAll(copies.unproven());
        }
        requireEnough(proven, unproven);
        String copies = proven.stream().map(CopyId::text).sorted().collect(Collectors.joining(" "));
        console.note("proven master copies: " + copies);
        return seal.with("evidence_key", signer.fingerprint())
                .with("journal_heads", heads(named))
                .with("proven_copies", copies);
    }

    private TrustedSigner signer() throws KeyTransferException {
        if (stores.isEmpty()) {
            throw new RefusedException(
                    "no store is named, and a sealed key can never be copied again",
                    "--store D, where two proven master copies are; --without-copies if the key may"
                            + " be lost with its token");
        }
        if (signedBy == null || heads.isEmpty()) {
            throw new RefusedException(
                    "--signed-by and --expect-head are missing: what a journal says is proof only when"
                            + " a known key signed it",
                    "name the evidence key of the copies and the journal's head that you noted; a"
                            + " journal without signatures is signed from now on by 'backup"
                            + " evidence-key --take-over', then drill its copies");
        }
        return TrustOptions.signer(signedBy);
    }

    /** A store, and its journal as it was read once. */
    private record Named(Path folder, MasterCopyStore store, JournalEvidence journal) {}

    /** Each store holds a head that is known, and each head is of a store. */
    private List<Named> named() throws KeyTransferException {
        List<Named> named = new ArrayList<>();
        Set<String> known = new TreeSet<>(heads.stream().map(TrustOptions::head).toList());
        Set<String> unused = new TreeSet<>(known);
        for (Path folder : stores) {
            MasterCopyStore store = MasterCopyStore.open(folder);
            JournalEvidence journal = JournalEvidence.of(store, StoreTrust.none());
            List<String> held = known.stream().filter(journal::holds).toList();
            if (held.isEmpty()) {
                journal.requireHolds(known.iterator().next());
            }
            unused.removeAll(held);
            named.add(new Named(folder, store, journal));
        }
        if (!unused.isEmpty()) {
            throw new CheckFailedException(
                    "no store holds the head " + String.join(", ", unused),
                    "name every store whose head you noted, and the newest head of each");
        }
        return named;
    }

    private static String heads(List<Named> named) {
        return named.stream()
                .map(store -> store.folder + " " + store.journal.head().sha256())
                .collect(Collectors.joining("; "));
    }

    private static void requireEnough(Set<CopyId> proven, Map<CopyId, String> unproven)
            throws RefusedException {
        if (proven.size() < NEEDED) {
            throw new RefusedException(
                    "proven master copies of this key: "
                            + proven.size()
                            + "; "
                            + NEEDED
                            + " are needed before it is sealed"
                            + unproven.entrySet().stream()
                                    .map(copy -> "; copy " + copy.getKey() + ": " + copy.getValue())
                                    .collect(Collectors.joining()),
                    "make one with 'backup create --sign-with', or prove one that is there with"
                            + " 'backup drill --sign-with'");
        }
    }
}
