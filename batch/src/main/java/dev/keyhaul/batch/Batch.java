package dev.keyhaul.batch;

import dev.keyhaul.batch.destination.BatchDestination;
import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.destination.ReplaceRule;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.batch.plan.DecidedLines;
import dev.keyhaul.batch.plan.DistinctItemFiles;
import dev.keyhaul.batch.plan.ItemCheck;
import dev.keyhaul.batch.plan.ItemPlan;
import dev.keyhaul.batch.plan.ManifestCheck;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.event.OperationListener;
import dev.keyhaul.core.key.WrapProvider;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The keys of a manifest, which was read to its end and found good: a mistake on its last line must
 * not show after a day's work. No key was opened for that.
 *
 * <pre>{@code
 * BatchKeks keks = new BatchKeks(List.of(fingerprint), false, warnings);
 * Batch batch =
 *         Batch.of(manifest, sources, secrets, new BlobDestination(keks, List.of(host))).check();
 * try (BatchRun run = batch.open(journal, Shard.WHOLE, resume)) {
 *     run.run(jobs, (done, failed) -> show(done, failed));
 * }
 * }</pre>
 *
 * <p>Immutable, and several threads may open shards of it.
 *
 * @since 0.1.0
 */
public final class Batch {
    private static final int JOBS_AT_LEAST = 4;
    private static final int JOBS_THAT_WAIT = 16;

    final Settings settings;
    final ManifestCheck checked;
    final ItemCheck items;
    final DistinctItemFiles files;
    private final Optional<DecidedLines> approved;

    private Batch(
            Settings settings,
            ManifestCheck checked,
            ItemCheck items,
            DistinctItemFiles files,
            Optional<DecidedLines> approved) {
        this.settings = settings;
        this.checked = checked;
        this.items = items;
        this.files = files;
        this.approved = approved;
    }

    /**
     * Begins with the strictest rules.
     *
     * @param manifest names the keys and where they go
     * @param sources open the keys
     * @param secrets the secrets of items that name no file for them; several threads use them
     * @param destinations take the keys; each item names one of these
     * @return settings, which {@link Settings#check} completes
     */
    public static Settings of(
            BatchManifest manifest,
            KeySources sources,
            SourceSecrets secrets,
            BatchDestination... destinations) {
        Arguments.notNull("manifest", manifest, "sources", sources, "secrets", secrets);
        return new Settings(manifest, new ItemPlan.Parser(sources, List.of(destinations)), secrets);
    }

    /** The choices of a caller; not to be changed after {@link #check}. Not thread-safe. */
    public static final class Settings {
        final BatchManifest manifest;
        final ItemPlan.Parser parser;
        final SourceSecrets secrets;
        UnaryOperator<SourceContext> contexts = UnaryOperator.identity();
        Function<KeyExchangeKey, BlobWrapper.Builder> wrappers = BlobWrapper::under;
        WrapProvider provider = WrapProvider.jdk();
        GroupSync sync = GroupSync.NONE;
        Notifier notifier = Notifier.OFF;
        List<Path> files = List.of();
        ReplaceRule replacing = existing -> {};
        boolean weakKeys;
        boolean primality;
        boolean replace;

        private Settings(BatchManifest manifest, ItemPlan.Parser parser, SourceSecrets secrets) {
            this.manifest = manifest;
            this.parser = parser;
            this.secrets = secrets;
        }

        /**
         * Sets what else the key of each item is opened with, such as tokens that are open.
         *
         * @param completion adds to the context of one item; adds nothing by default
         * @return these settings
         */
        public Settings contexts(UnaryOperator<SourceContext> completion) {
            Arguments.notNull("completion", completion);
            contexts = completion;
            return this;
        }

        /**
         * Sets the rules for wraps under a KEK; the strictest unless this is called.
         *
         * @param rules begins a wrapper under a KEK; {@link BlobWrapper#under} by default
         * @return these settings
         */
        public Settings wrappers(Function<KeyExchangeKey, BlobWrapper.Builder> rules) {
            Arguments.notNull("rules", rules);
            wrappers = rules;
            return this;
        }

        /**
         * Sets whether software keys with a known weakness pass with a warning.
         *
         * @param allow whether they pass; false by default
         * @return these settings
         */
        public Settings allowWeakKeys(boolean allow) {
            weakKeys = allow;
            return this;
        }

        /**
         * Sets whether the factors of software keys are tested for being primes also before they
         * become files, which takes some milliseconds for each.
         *
         * @param test whether they are tested; false by default
         * @return these settings
         */
        public Settings testPrimality(boolean test) {
            primality = test;
            return this;
        }

        /**
         * Sets what else the application reads and writes: no output of the batch may be such a
         * file, or replace one in such a folder. What the manifest names, the batch finds out
         * itself.
         *
         * @param ofApplication the application's files; none by default
         * @return these settings
         */
        public Settings files(List<Path> ofApplication) {
            files = List.copyOf(ofApplication);
            return this;
        }

        /**
         * Sets what else is asked of a file that is there before an output may replace it.
         *
         * @param rule refuses files that must stay; refuses none by default
         * @return these settings
         */
        public Settings replacing(ReplaceRule rule) {
            Arguments.notNull("rule", rule);
            replacing = rule;
            return this;
        }

        /**
         * Sets whether outputs may replace files: those that are there when the manifest is
         * checked, and that no item reads.
         *
         * @param allow whether they may; false by default
         * @return these settings
         */
        public Settings replaceFiles(boolean allow) {
            replace = allow;
            return this;
        }

        /**
         * Sets who wraps software keys; the JDK unless this is called.
         *
         * @param chosen what does RSA-OAEP and AES-KWP; {@link WrapProvider#jdk} by default
         * @return these settings
         */
        public Settings provider(WrapProvider chosen) {
            Arguments.notNull("chosen", chosen);
            provider = chosen;
            return this;
        }

        /**
         * Sets how many files are synced at once; file by file unless this is called.
         *
         * @param bySystem syncs the files of a folder together; {@link GroupSync#NONE} by default
         * @return these settings
         */
        public Settings sync(GroupSync bySystem) {
            Arguments.notNull("bySystem", bySystem);
            sync = bySystem;
            return this;
        }

        /**
         * Sets who hears what became of each item, on the thread that runs the batch; nobody unless
         * this is called. Give the listener to modules and vaults too, for what they do meanwhile.
         *
         * @param listener may not use the batch from within
         * @return these settings
         */
        public Settings listener(OperationListener listener) {
            notifier = Notifier.to(listener);
            return this;
        }

        /**
         * Reads the manifest to its end.
         *
         * @return the batch; nothing of it is open
         * @throws KeyTransferException naming the line, if an item is malformed or against the
         *     rules, two have one destination, or an output is a file that another reads
         */
        public Batch check() throws KeyTransferException {
            DistinctItemFiles named = new DistinctItemFiles(manifest, files, replacing);
            ItemCheck items = new ItemCheck(parser, named);
            ManifestCheck checked = ManifestCheck.of(manifest, parser.columns(), items::place);
            named.requireDistinct(checked, parser, replace);
            return new Batch(this, checked, items, named, Optional.empty());
        }
    }

    /** {@return the manifest} */
    public BatchManifest manifest() {
        return settings.manifest;
    }

    /** {@return the SHA-256 of the manifest, in hex} */
    public String sha256() {
        return checked.sha256();
    }

    /** {@return how many items the manifest has} */
    public long items() {
        return checked.items();
    }

    /** {@return how many of its items become files} */
    public long files() {
        return items.files();
    }

    /**
     * Returns how many threads suit the batch: one for each processor where this process wraps
     * every key; more where threads wait for tokens and vaults most of the time. A token with fewer
     * sessions makes them wait for each other.
     *
     * @return the number for {@link BatchRun#run}
     */
    public int jobs() {
        int processors = Runtime.getRuntime().availableProcessors();
        return Math.max(processors, items.wrapsHere() < items() ? JOBS_THAT_WAIT : JOBS_AT_LEAST);
    }

    /**
     * Returns the fingerprints of all keys, as the manifest says them: each key is compared before
     * it is wrapped, so whoever knows the manifest knows the keys.
     *
     * @return each as {@link dev.keyhaul.core.key.Fingerprint#toString} has it
     * @throws RefusedException if an item has no {@code expect}
     */
    public Set<String> requireExpected() throws RefusedException {
        return items.expected().requireAll(manifest());
    }

    /**
     * Finds out what decides each item, for other people to approve: it opens the tokens of keys
     * and recipients and asks vaults for their KEKs, but opens no key.
     *
     * @param lines takes a line for each item, in JSON, with a line break; all together have the
     *     hash {@link BatchDecisions#sha256}
     * @param warnings takes what is unusual about a token or a KEK
     * @return the decisions; the batch that is run then is {@link BatchDecisions#batch}
     * @throws KeyTransferException naming the line, if that cannot be found out
     */
    public BatchDecisions decide(BatchDecisions.Lines lines, Consumer<String> warnings)
            throws KeyTransferException {
        Arguments.notNull("lines", lines, "warnings", warnings);
        DecidedLines decided = new DecidedLines();
        try (ManifestCheck.Rows rows = checked.open()) {
            for (Optional<BatchItem> item = rows.next(); item.isPresent(); item = rows.next()) {
                lines.add(line(item.get(), decided, warnings));
            }
        }
        return new BatchDecisions(
                decided, new Batch(settings, checked, items, files, Optional.of(decided)));
    }

    private byte[] line(BatchItem item, DecidedLines decided, Consumer<String> warnings)
            throws KeyTransferException {
        try {
            ItemPlan plan = settings.parser.parse(item);
            return decided.add(plan, context(plan, warnings), warnings);
        } catch (KeyTransferException e) {
            e.about(manifest().file() + ", line " + item.line());
            throw e;
        }
    }

    /**
     * Reads the manifest again: each row, if other people approved it, is the one that they saw.
     */
    ManifestCheck.Rows rows() throws KeyTransferException {
        return approved.isPresent() ? checked.open(approved.get()::isRow) : checked.open();
    }

    /** Returns where the key of an item goes: if other people approved that, where they saw it. */
    Decision decision(ItemPlan plan, Consumer<String> warnings) throws KeyTransferException {
        Decision decision = plan.target().decide(warnings);
        if (approved.isPresent()) {
            approved.get().requireSame(plan.item(), decision);
        }
        return decision;
    }

    /** Returns what the key of an item, or its token, is opened with. */
    SourceContext context(ItemPlan plan, Consumer<String> warnings) {
        return settings.contexts
                .apply(SourceContext.of(new ItemSecrets(plan.secretFile(), settings.secrets)))
                .telling(warnings, fact -> {});
    }

    /** {@return whether a key may be read in the clear} */
    public boolean readsClearKeys() {
        return items.readsClearKeys();
    }

    /**
     * Opens the journal of a shard, or makes it.
     *
     * @param journal the journal's file
     * @param shard which part of the batch; {@link Shard#WHOLE} for all of it
     * @param resume whether to continue with a journal that exists; else it is refused
     * @return the run; the caller closes it
     * @throws FileException if it is another file of the batch, exists and is not to be resumed,
     *     another run uses it, or it cannot be written
     * @throws dev.keyhaul.core.CheckFailedException if it belongs to another manifest or shard
     * @throws dev.keyhaul.core.MalformedInputException if it is damaged
     */
    public BatchRun open(Path journal, Shard shard, boolean resume) throws KeyTransferException {
        return open(journal, shard, resume, Set.of());
    }

    /**
     * Opens the journal of a shard, and does some items again that it calls done: such as one whose
     * file is missing or was changed, which a run only tells.
     *
     * @param journal the journal's file
     * @param shard which part of the batch; {@link Shard#WHOLE} for all of it
     * @param resume as for {@link #open(Path, Shard, boolean)}; needed where items are named
     * @param again the items, by their line in the manifest
     * @return the run; the caller closes it
     * @throws RefusedException if the journal does not call one of them done
     * @throws KeyTransferException as {@link #open(Path, Shard, boolean)} says
     */
    public BatchRun open(Path journal, Shard shard, boolean resume, Set<Integer> again)
            throws KeyTransferException {
        Arguments.notNull("journal", journal, "shard", shard, "again", again);
        files.requireJournal(journal);
        return new BatchRun(
                this, shard, BatchJournal.open(journal, sha256(), shard, resume, again));
    }
}
