package dev.keyhaul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.batch.destination.BatchDestination;
import dev.keyhaul.batch.destination.BatchKeks;
import dev.keyhaul.batch.destination.BatchTarget;
import dev.keyhaul.batch.destination.BlobDestination;
import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.destination.Delivery;
import dev.keyhaul.batch.destination.IncidentException;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.batch.report.BatchReport;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.BlobOpener;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapProvider;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch as an application runs it: with its own source, secrets and destination. */
final class BatchRunTest {
    private static final String VAULT = "https://contoso-kv.vault.azure.net";
    private static final String KID = VAULT + "/keys/kek/0123456789abcdef0123456789abcdef";
    private static final int JOBS = 2;

    @TempDir Path folder;
    private final List<String> warnings = new ArrayList<>();
    private final Inbox inbox = new Inbox();

    @BeforeEach
    void writeKek() throws Exception {
        Files.write(folder.resolve("kek.der"), kek().getEncoded());
        Files.createDirectory(folder.resolve("out"));
    }

    private static java.security.PublicKey kek() {
        return GeneratedKeys.rsa(2048, "kek").getPublic();
    }

    /** {@code memory:NAME}: keys that the application holds under a password. */
    private record Memory(Path home) implements KeySource {
        @Override
        public String scheme() {
            return "memory";
        }

        @Override
        public String form() {
            return "memory:NAME";
        }

        @Override
        public NamedKey parse(String rest, Path baseFolder) {
            return new NamedKey() {
                @Override
                public Secret secret() {
                    return Secret.PASSWORD;
                }

                @Override
                public boolean mayBeSoftware() {
                    return true;
                }

                @Override
                public OpenedKey openUnchecked(SourceContext context) throws KeyTransferException {
                    try (Passphrase password = context.secrets().password(rest)) {
                        if (!password.sameAs(Passphrase.moveFrom("open sesame".toCharArray()))) {
                            throw new RefusedException(
                                    Reason.PASSWORD_WRONG, "another password for " + rest);
                        }
                    }
                    if (!Files.exists(home.resolve(rest))) {
                        throw new FileException(
                                Reason.FILE_NOT_FOUND, "there is no key " + rest, "make it");
                    }
                    return OpenedKey.of(
                            rest.equals("composite")
                                    ? GeneratedKeys.withCompositeFactor()
                                    : GeneratedKeys.software(2048, rest));
                }
            };
        }
    }

    /** The application has the password, and no token. */
    private static final class Secrets implements SourceSecrets {
        @Override
        public Passphrase password(String of) {
            return Passphrase.moveFrom("open sesame".toCharArray());
        }

        @Override
        public Passphrase pin(String tokenLabel) throws KeyTransferException {
            throw new RefusedException(Reason.TOKEN_MISSING, "no token here");
        }
    }

    /** A destination of the application's, whose answer may be lost. */
    private static final class Inbox implements BatchDestination {
        final Map<String, Fingerprint> keys = new HashMap<>();
        final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        boolean losesAnswers;
        boolean rejects;

        @Override
        public String namingColumn() {
            return "inbox";
        }

        @Override
        public List<String> otherColumns() {
            return List.of();
        }

        @Override
        public BatchTarget parse(BatchItem item) throws KeyTransferException {
            String name = item.required("inbox");
            return new BatchTarget() {
                @Override
                public Optional<String> place() {
                    return Optional.of("inbox " + name);
                }

                @Override
                public boolean isUnderKek() {
                    return false;
                }

                @Override
                public void check() {}

                @Override
                public Decision decide(Consumer<String> warnings) {
                    return Decision.to((key, told) -> delivery(key));
                }

                private Delivery delivery(TransferableKey key) {
                    Fingerprint fingerprint = key.description().fingerprint();
                    return new Delivery.Action(
                            Map.of("key", fingerprint.hex()),
                            () -> {
                                if (rejects) {
                                    throw new IncidentException(
                                            new RefusedException(
                                                    Reason.BLOB_REJECTED, "not opened"));
                                }
                                threads.add(Thread.currentThread());
                                assertThat(keys.put(name, fingerprint)).isNull();
                                if (losesAnswers) {
                                    throw new UnknownOutcomeException(
                                            new RefusedException(
                                                    Reason.VAULT_UNREACHABLE, "timed out"));
                                }
                                return Map.of("name", name);
                            });
                }

                @Override
                public Optional<Map<String, String>> find(
                        Map<String, String> intent, Consumer<String> warnings) {
                    return Optional.ofNullable(keys.get(name))
                            .filter(key -> key.hex().equals(intent.get("key")))
                            .map(key -> Map.of("name", name));
                }
            };
        }
    }

    private Batch.Settings settings(String... lines) throws Exception {
        Path manifest =
                Files.writeString(folder.resolve("keys.csv"), String.join("\n", lines) + "\n");
        BatchKeks keks = new BatchKeks(List.of(Fingerprint.of(kek())), false, warnings::add);
        return Batch.of(
                new BatchManifest(manifest),
                KeySources.of(List.of(new Memory(folder))),
                new Secrets(),
                new BlobDestination(keks, List.of(VaultHost.parseUrl(VAULT))),
                inbox);
    }

    private BatchTally run(Batch batch, boolean resume) throws Exception {
        List<Long> shown = new ArrayList<>();
        try (BatchRun run = batch.open(folder.resolve("journal"), Shard.WHOLE, resume)) {
            long before = run.left();
            run.run(JOBS, (done, failed) -> shown.add(done + failed));
            long all = before + run.tally().lost();
            assertThat(run.tally().done() + run.tally().failed()).isEqualTo(all);
            assertThat(shown).isSorted().last().isEqualTo(all);
            assertThat(run.left()).isEqualTo(run.tally().failed());
            return run.tally();
        }
    }

    private static String blob(String name) {
        return "memory:" + name + ",kek.der," + KID + ",out/" + name + ".byok";
    }

    private void requireHolds(String name) throws Exception {
        try (SecretBytes half =
                        SecretBytes.copyOf(GeneratedKeys.rsaPrivate(2048, "kek").getEncoded());
                SoftwareKey expected = GeneratedKeys.software(2048, name)) {
            BlobOpener.requireHolds(
                    BlobContent.parse(Files.readAllBytes(folder.resolve("out/" + name + ".byok"))),
                    half,
                    expected.description(),
                    GeneratedKeys.RANDOM);
        }
    }

    @Test
    void blobs_areMadeOfTheApplicationsKeys_andAFailedItemByTheNextRun() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        Files.createFile(folder.resolve("gamma"));
        Batch batch =
                settings("source,kek,kid,output", blob("alpha"), blob("beta"), blob("gamma"))
                        .check();
        assertThat(batch.items()).isEqualTo(3);
        assertThat(batch.readsClearKeys()).isTrue();

        BatchTally first = run(batch, false);

        assertThat(first.done()).isEqualTo(2);
        assertThat(first.failures())
                .singleElement()
                .satisfies(
                        cause -> {
                            assertThat(cause.text()).isEqualTo("there is no key …");
                            assertThat(cause.lines()).containsExactly(3);
                        });
        requireHolds("alpha");
        requireHolds("gamma");
        assertThat(folder.resolve("out/beta.byok")).doesNotExist();

        Files.createFile(folder.resolve("beta"));
        byte[] alpha = Files.readAllBytes(folder.resolve("out/alpha.byok"));
        assertThatThrownBy(() -> batch.open(folder.resolve("journal"), Shard.WHOLE, false))
                .hasMessageContaining("the journal already exists");
        assertThat(run(batch, true).done()).isEqualTo(1);
        requireHolds("beta");
        assertThat(folder.resolve("out/alpha.byok")).hasBinaryContent(alpha);
        assertThat(folder.resolve("out").toFile().list()).hasSize(3);
    }

    /** No file gets its name after that: there are those of two groups, of 5 chunks at most. */
    @Test
    void stop_endsWithinTheItemsAtWork() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        Batch batch = many(8000).check();
        Path journal = folder.resolve("journal");

        AtomicInteger named = new AtomicInteger();
        long done;
        try (BatchRun run = batch.open(journal, Shard.WHOLE, false)) {
            run.run(JOBS, stoppingAt(run, 200, () -> named.set(named())));
            done = run.tally().done();
        }

        assertThat(done).isBetween(200L, 199L + 2 * 5 * 64).isEqualTo(named.get());
        assertThat(folder.resolve("out").toFile().list()).hasSize((int) done);
        try (BatchRun run = batch.open(journal, Shard.WHOLE, true)) {
            assertThat(run.left()).isEqualTo(8000 - done);
            run.run(JOBS, stoppingAt(run, 1, () -> {}));
            assertThat(run.tally().failed()).isZero();
        }
    }

    private Batch.Settings many(int items) throws Exception {
        List<String> lines = new ArrayList<>(List.of("source,kek,kid,output"));
        for (int i = 0; i < items; i++) {
            lines.add("memory:alpha,kek.der," + KID + ",out/" + i + ".byok");
        }
        return settings(lines.toArray(String[]::new));
    }

    private int named() {
        return folder.resolve("out").toFile().list((out, name) -> name.endsWith(".byok")).length;
    }

    private static BatchRun.Progress stoppingAt(BatchRun run, int items, Runnable atStop) {
        return new BatchRun.Progress() {
            private int count;

            @Override
            public void show(long done, long failed) {}

            @Override
            public void itemDone(BatchItem item) {
                if (++count == items) {
                    run.stop();
                    atStop.run();
                }
            }
        };
    }

    @Test
    void items_areDoneByDaemons_orByTheApplicationsThreads() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        Batch first = settings("source,inbox", "memory:alpha,1").check();
        try (BatchRun run = first.open(folder.resolve("a"), Shard.WHOLE, false)) {
            run.run(JOBS, (done, failed) -> {});
        }
        Batch second = settings("source,inbox", "memory:alpha,2", "memory:alpha,3").check();
        ExecutorService own = Executors.newFixedThreadPool(1, work -> new Thread(work, "own"));
        try (BatchRun run = second.open(folder.resolve("b"), Shard.WHOLE, false)) {
            run.run(4, own, (done, failed) -> {});
        }
        own.shutdown();

        assertThat(inbox.threads).hasSize(3);
        assertThat(inbox.threads.get(0).isDaemon()).isTrue();
        assertThat(inbox.threads.subList(1, 3)).extracting(Thread::getName).containsOnly("own");
    }

    @Test
    void executorThatHasNoThread_endsTheRun() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        requireRefused(
                "a",
                work -> {
                    throw new RejectedExecutionException("full");
                },
                RejectedExecutionException.class);
        requireRefused("b", Runnable::run, IllegalArgumentException.class);
    }

    /** Such as one that was shut down after it took them, or that is busy with something else. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void executorThatDoesNotRunATask_holdsUpNoEnd() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        Batch batch = many(3).check();
        try (BatchRun run = batch.open(folder.resolve("a"), Shard.WHOLE, false)) {
            run.run(JOBS, work -> {}, (done, failed) -> run.stop());
            assertThat(run.tally().done()).isZero();
        }
        AtomicInteger taken = new AtomicInteger();
        AtomicReference<Runnable> late = new AtomicReference<>();
        try (BatchRun run = batch.open(folder.resolve("b"), Shard.WHOLE, false)) {
            run.run(
                    JOBS,
                    work -> {
                        if (taken.incrementAndGet() == 1) {
                            late.set(work);
                        } else {
                            new Thread(work).start();
                        }
                    },
                    (done, failed) -> {});
            assertThat(run.tally().done()).isEqualTo(3);
        }
        for (int i = 0; i < 10; i++) {
            Thread thread = new Thread(late.get());
            thread.start();
            thread.join(); // It does not wait, though nobody takes what it hands over.
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void interruptOfTheApplicationsThread_stopsTheRun_andIsKept() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        String[] lines = new String[20];
        lines[0] = "source,inbox";
        for (int i = 1; i < lines.length; i++) {
            lines[i] = "memory:alpha," + i;
        }
        AtomicReference<Boolean> kept = new AtomicReference<>();
        AtomicReference<Thread> worker = new AtomicReference<>();
        try (BatchRun run =
                settings(lines).check().open(folder.resolve("journal"), Shard.WHOLE, false)) {
            run.run(
                    1,
                    work -> {
                        worker.set(
                                new Thread(
                                        () -> {
                                            work.run();
                                            kept.set(Thread.interrupted());
                                        }));
                        worker.get().start();
                    },
                    new BatchRun.Progress() {
                        @Override
                        public void show(long done, long failed) {}

                        @Override
                        public void itemDone(BatchItem item) {
                            while (!run.isStopped()) {
                                if (waitsForRoom(worker.get())) {
                                    worker.get().interrupt();
                                }
                                sleep(Duration.ofMillis(10));
                            }
                        }
                    });
            worker.get().join();
            assertThat(run.tally().done()).isBetween(1L, 10L);
            assertThat(kept).hasValue(true);
        }
    }

    /** Nobody makes room while the caller asks. */
    private static boolean waitsForRoom(Thread worker) {
        List<StackTraceElement> calls = List.of(worker.getStackTrace());
        return calls.stream()
                        .anyMatch(
                                call ->
                                        call.getClassName()
                                                .equals(ArrayBlockingQueue.class.getName()))
                && calls.stream().anyMatch(call -> call.getMethodName().equals("await"));
    }

    private void requireRefused(String journal, Executor executor, Class<?> error)
            throws Exception {
        try (BatchRun run = many(3).check().open(folder.resolve(journal), Shard.WHOLE, false)) {
            assertThatThrownBy(() -> run.run(JOBS, executor, (done, failed) -> {}))
                    .isInstanceOf(error);
            assertThat(run.tally().done()).isZero();
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a disk that takes its time. */
    @Test
    void progress_isShownWhileTheDiskWorks() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        List<Long> shown = new ArrayList<>();
        Batch batch =
                many(1).sync(
                                folders -> {
                                    sleep(Duration.ofMillis(1500));
                                    return Set.of();
                                })
                        .check();
        try (BatchRun run = batch.open(folder.resolve("journal"), Shard.WHOLE, false)) {
            run.run(JOBS, (done, failed) -> shown.add(System.nanoTime()));
        }

        assertThat(shown).hasSizeGreaterThan(4);
        for (int i = 1; i < shown.size(); i++) {
            assertThat(Duration.ofNanos(shown.get(i) - shown.get(i - 1)))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    /** SunJCE's ciphers under another name. */
    private static final class Renamed extends Provider {
        private static final long serialVersionUID = 1L;

        Renamed() {
            super("Renamed", "1", "for tests");
            for (String cipher : List.of("RSA", "AES/KWP/NoPadding")) {
                put(
                        "Cipher." + cipher,
                        Security.getProvider("SunJCE").getService("Cipher", cipher).getClassName());
            }
        }
    }

    @Test
    void blobs_byTheApplicationsProvider_hold_andTheReportNamesIt() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        Files.createFile(folder.resolve("beta"));
        Batch batch =
                settings("source,kek,kid,output", blob("alpha"), blob("beta"))
                        .provider(WrapProvider.of(new Renamed()))
                        .check();
        try (BatchRun run = batch.open(folder.resolve("journal"), Shard.WHOLE, false)) {
            run.run(JOBS, (done, failed) -> {});
            assertThat(BatchReport.of(run, Duration.ZERO).wrappedBy()).contains("Renamed 1");
        }
        requireHolds("alpha");
        requireHolds("beta");
    }

    /** The file of a source was swapped after somebody read the manifest. */
    @Test
    void keyThatIsNotTheExpectedOne_isNotWrapped_andTheOthersAre() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        Files.createFile(folder.resolve("beta"));
        String alpha = fingerprint("alpha");
        Batch batch =
                settings(
                                "source,kek,kid,output,expect",
                                blob("alpha") + "," + alpha,
                                blob("beta") + ",sha256:" + alpha)
                        .check();
        assertThat(batch.requireExpected()).containsExactly(Fingerprint.parse(alpha).toString());

        BatchTally tally = run(batch, false);

        assertThat(tally.done()).isEqualTo(1);
        assertThat(tally.failures())
                .singleElement()
                .satisfies(
                        cause -> {
                            assertThat(cause.text())
                                    .startsWith("the key is ")
                                    .contains(", but expect is ");
                            assertThat(cause.lines()).containsExactly(3);
                        });
        requireHolds("alpha");
        assertThat(folder.resolve("out/beta.byok")).doesNotExist();
    }

    @Test
    void linesWithoutExpect_areNamed_andAMalformedOneIsRefused() throws Exception {
        List<String> lines = new ArrayList<>(List.of("source,inbox,expect"));
        for (int i = 0; i < 13; i++) {
            lines.add("memory:alpha,box-" + i + "," + (i == 1 ? "ab".repeat(32) : ""));
        }
        Batch batch = settings(lines.toArray(String[]::new)).check();
        assertThatThrownBy(batch::requireExpected)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(
                        "expect is missing on line 2, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more: ");

        assertThatThrownBy(() -> settings("source,inbox,expect", "memory:alpha,first,abc").check())
                .hasMessageContaining("line 2: not a fingerprint: 3 of 64 digits: abc");
    }

    private static String fingerprint(String name) throws Exception {
        try (SoftwareKey key = GeneratedKeys.software(2048, name)) {
            return key.description().fingerprint().hex();
        }
    }

    @Test
    void output_thatAnythingElseReads_isRefusedBeforeAKeyIsOpened() throws Exception {
        String alpha = blob("alpha");
        Path kek = folder.resolve("kek.der");
        Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("out"));
        Files.writeString(folder.resolve("keys.csv.shard-2-of-3.journal"), "another shard's");
        Files.writeString(folder.resolve("mine"), "the application's");
        Map<String, String> refused =
                Map.of(
                        "kek.der", "line 3: input and output are the same file",
                        "keys.csv", "line 3: input and output are the same file",
                        "mine", "line 3: input and output are the same file",
                        "linked/alpha.byok", "line 3: " + folder.resolve("linked/alpha.byok"),
                        "keys.csv.shard-2-of-3.journal", "line 3: two outputs are the same file");
        for (Map.Entry<String, String> output : refused.entrySet()) {
            Batch.Settings settings =
                    settings(
                                    "source,kek,kid,output",
                                    alpha,
                                    "memory:beta,kek.der," + KID + "," + output.getKey())
                            .replaceFiles(true)
                            .files(List.of(folder.resolve("mine")));
            assertThatThrownBy(settings::check).hasMessageContaining(output.getValue());
        }
        Batch good = settings("source,kek,kid,output", alpha).replaceFiles(true).check();
        for (Path journal : List.of(kek, folder.resolve("linked/alpha.byok"))) {
            assertThatThrownBy(() -> good.open(journal, Shard.WHOLE, true))
                    .hasMessageContaining("the same file: the journal " + journal);
        }
        assertThat(kek).hasBinaryContent(kek().getEncoded());
    }

    @Test
    void replacing_replacesWhatWasCompared_andNothingThatCameSince() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        Files.createFile(folder.resolve("beta"));
        Files.writeString(folder.resolve("out/alpha.byok"), "before");
        Batch batch =
                settings("source,kek,kid,output", blob("alpha"), blob("beta"))
                        .replaceFiles(true)
                        .check();
        Files.writeString(folder.resolve("out/beta.byok"), "since");

        BatchTally tally = run(batch, false);

        assertThat(tally.done()).isEqualTo(1);
        assertThat(tally.failures())
                .singleElement()
                .satisfies(cause -> assertThat(cause.text()).contains("since the manifest"));
        requireHolds("alpha");
        assertThat(folder.resolve("out/beta.byok")).hasContent("since");
    }

    @Test
    void fileThatIsLost_isTold_andMadeAgainOnlyIfItIsNamed() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        Files.createFile(folder.resolve("beta"));
        Batch batch = settings("source,kek,kid,output", blob("alpha"), blob("beta")).check();
        assertThat(run(batch, false).done()).isEqualTo(2);
        Path journal = folder.resolve("journal");
        String before = Files.readString(journal);
        Files.delete(folder.resolve("out/alpha.byok"));

        for (int times = 0; times < 2; times++) {
            BatchTally told = run(batch, true);
            assertThat(told.done()).isZero();
            assertThat(told.lost()).isEqualTo(1);
            assertThat(told.failures())
                    .singleElement()
                    .satisfies(cause -> assertThat(cause.lines()).containsExactly(2));
        }
        assertThat(journal).hasContent(before);
        assertThatThrownBy(() -> batch.open(journal, Shard.WHOLE, true, Set.of(2, 4)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("line 4 is not done");

        try (BatchRun again = batch.open(journal, Shard.WHOLE, true, Set.of(2))) {
            again.run(JOBS, (done, failed) -> {});
            assertThat(again.tally().done()).isEqualTo(1);
            assertThat(again.doneBefore()).isEqualTo(1);
        }
        requireHolds("alpha");
        assertThat(run(batch, true).lost()).isZero();
    }

    @Test
    void answerThatWasLost_isLookedFor_andNothingIsSentTwice() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        Files.createFile(folder.resolve("beta"));
        Batch batch = settings("source,inbox", "memory:alpha,first", "memory:beta,second").check();
        inbox.losesAnswers = true;

        BatchTally first = run(batch, false);

        assertThat(first.failed()).isEqualTo(2);
        assertThat(inbox.keys).hasSize(2);
        BatchTally second = run(batch, true);
        assertThat(second.found()).isEqualTo(2);
        assertThat(second.failed()).isZero();
    }

    @Test
    void incident_endsTheBatch_andItsItemIsNeverTriedAgain() throws Exception {
        for (String name : List.of("alpha", "beta", "gamma")) {
            Files.createFile(folder.resolve(name));
        }
        Batch batch =
                settings(
                                "source,inbox",
                                "memory:alpha,first",
                                "memory:beta,second",
                                "memory:gamma,third")
                        .check();
        inbox.rejects = true;
        try (BatchRun run = batch.open(folder.resolve("journal"), Shard.WHOLE, false)) {
            assertThatThrownBy(() -> run.run(1, (done, failed) -> {}))
                    .isInstanceOf(IncidentException.class)
                    .hasMessage("not opened");
            assertThat(run.tally().hasIncident()).isTrue();
            assertThat(run.tally().failed()).isEqualTo(1);
        }
        assertThat(Files.readString(folder.resolve("journal")))
                .containsOnlyOnce("{\"item\":2,\"incident\":\"not opened\"}\n")
                .doesNotContain("\"item\":3", "\"item\":4");

        inbox.rejects = false;
        BatchTally second = run(batch, true);

        assertThat(inbox.keys).containsOnlyKeys("second", "third");
        assertThat(second.hasIncident()).isTrue();
        assertThat(second.failures())
                .singleElement()
                .satisfies(cause -> assertThat(cause.text()).isEqualTo("not opened"));
        assertThat(run(batch, true).failed()).isEqualTo(1);
        assertThat(inbox.keys).hasSize(2);
    }

    /** It takes as long as a hundred wraps: tested where the work is long anyway, or on request. */
    @Test
    void keyWithACompositeFactor_becomesAFileUnlessThatIsTested_andNothingElse() throws Exception {
        Files.createFile(folder.resolve("composite"));
        Batch files = settings("source,kek,kid,output", blob("composite")).check();
        Batch inboxes = settings("source,inbox", "memory:composite,first").check();
        BatchTally refused = run(inboxes, false);
        assertThat(refused.failures())
                .singleElement()
                .satisfies(cause -> assertThat(cause.text()).contains("not a prime"));
        assertThat(inbox.keys).isEmpty();

        Files.delete(folder.resolve("journal"));
        Batch tested =
                settings("source,kek,kid,output", blob("composite")).testPrimality(true).check();
        assertThat(run(tested, false).failed()).isEqualTo(1);
        assertThat(folder.resolve("out/composite.byok")).doesNotExist();
        BatchTally quick = run(files, true);
        assertThat(quick.failures()).isEmpty();
        assertThat(quick.done()).isEqualTo(1);
    }

    @Test
    void passwordFileOfAnItem_countsMoreThanTheApplicationsPassword() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        Path wrong = Files.writeString(folder.resolve("wrong"), "another");
        Files.setPosixFilePermissions(
                wrong, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Batch batch = settings("source,password_file,inbox", "memory:alpha,wrong,first").check();

        assertThat(run(batch, false).failures())
                .singleElement()
                .satisfies(cause -> assertThat(cause.text()).startsWith("another password"));
    }

    @Test
    void secretFileOfAnItem_mustBeThere_beforeAKeyIsOpened() throws Exception {
        Files.createFile(folder.resolve("alpha"));
        assertThatThrownBy(settings("source,password_file,inbox", "memory:alpha,none,first")::check)
                .hasMessageContaining("line 2: cannot read")
                .hasMessageContaining("none: no such file");
    }

    @Test
    void manifest_isCheckedToItsEnd_beforeAKeyIsOpened() throws Exception {
        String header = "source,kek,kid,inbox,output";
        Map<String, String> wrong = new HashMap<>();
        wrong.put("memory:alpha,,,,", "line 3: no destination");
        wrong.put("memory:alpha,,,x,out/a", "line 3: more than one destination");
        wrong.put("memory:alpha,kek.der,,x,", "kek does not belong to an item with an inbox");
        wrong.put("memory:alpha,,,,out/a", "line 3: kek is missing");
        wrong.put("memory:alpha,kek.der," + KID + ",,nowhere/a", "no such folder");
        wrong.put("memory:alpha,,,first,", "inbox first is named on line 2 already");
        wrong.put("floppy:a,,,x,", "not a source of keys: floppy:a");
        for (Map.Entry<String, String> row : wrong.entrySet()) {
            assertThatThrownBy(settings(header, "memory:z,,,first,", row.getKey())::check)
                    .isInstanceOf(KeyTransferException.class)
                    .hasMessageContaining(row.getValue());
        }
    }

    /** The hint names what to decide, and no option: the program that embeds this has its own. */
    @Test
    void blobForNoNamedVault_isRefusedWithAReason() throws Exception {
        Path manifest =
                Files.writeString(
                        folder.resolve("keys.csv"),
                        "source,kek,kid,output\n" + blob("alpha") + "\n");
        BatchKeks keks = new BatchKeks(List.of(Fingerprint.of(kek())), false, warnings::add);
        Batch.Settings settings =
                Batch.of(
                        new BatchManifest(manifest),
                        KeySources.of(List.of(new Memory(folder))),
                        new Secrets(),
                        new BlobDestination(keks, List.of()));
        assertThatThrownBy(settings::check)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.VAULT_MISSING));
    }
}
