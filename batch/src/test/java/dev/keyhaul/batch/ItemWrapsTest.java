package dev.keyhaul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.journal.JournalState;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.TransferableKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wrap that becomes void before, while and after it leaves. */
final class ItemWrapsTest {
    private static final String MANIFEST = "ab".repeat(32);
    private static final String WRAP = "cd".repeat(32);
    private static final Map<String, String> IMPORTED = Map.of("key_url", "https://vault/keys/k/1");
    private static final List<Decision.Opener> KEK =
            List.of(
                    new Decision.Opener(
                            Decision.Role.KEK, "fingerprint", "https://vault/keys/kek/2"));
    private static final TransferableKey KEY = GeneratedKeys.software(2048, "wraps");

    @TempDir Path folder;
    private BatchJournal journal;
    private ItemWraps wraps;

    @BeforeEach
    void begin() throws Exception {
        journal = open(folder.resolve("journal"), false);
        wraps = new ItemWraps(journal);
        wraps.noting(item(2), KEK, KEY);
    }

    @AfterEach
    void end() {
        journal.close();
    }

    @Test
    void beforeItsOwnThreadNotesIt_itIsRefused() throws Exception {
        assertThat(wraps.makeVoid(WRAP, item(3))).isEmpty();

        assertThatThrownBy(() -> wraps.made(item(2), WRAP)).hasMessageContaining("line 3");
    }

    @Test
    void beforeItLeaves_itStays() throws Exception {
        wraps.made(item(2), WRAP);
        assertThat(wraps.makeVoid(WRAP, item(3))).contains(item(2));

        assertThatThrownBy(() -> wraps.names(item(2), file())).hasMessageContaining("line 3");
        assertThatThrownBy(() -> wraps.sends(item(2))).hasMessageContaining("line 3");
        assertThat(wraps.hasVoid()).isFalse();
    }

    @Test
    void wrapsOfOneItem_thatRepeat_leaveTheItemToItsOwnFailure() throws Exception {
        wraps.made(item(2), WRAP);
        wraps.sends(item(2));

        wraps.makeVoid(WRAP, item(2));

        assertThat(reopened().voided(2)).isEmpty();
    }

    @Test
    void named_itIsVoidInTheJournal_whicheverLineComesFirst_andItsFileIsRenamed() throws Exception {
        BatchFile file = named();

        assertThat(wraps.makeVoid(WRAP, item(3))).contains(item(2));
        journal.append(BatchJournal.done(item(2), Map.of()));
        assertThat(wraps.makeVoid(WRAP, item(4))).contains(item(2));

        assertThat(wraps.hasVoid()).isTrue();
        ItemResult result = wraps.withdraw().get(0);
        assertThat(result.error())
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("blob.void");
        assertThat(result.renamed()).contains(folder.resolve("blob.void"));
        assertThat(file.path()).doesNotExist();
        assertThat(folder.resolve("blob.void")).hasContent("blob");
        assertThat(wraps.hasVoid()).isFalse();
        JournalState state = reopened();
        assertThat(state.isDone(2)).isFalse();
        assertThat(state.voided(2)).contains(Map.of("sha256", file.sha256()));

        journal.append(BatchJournal.will(item(2), Map.of("sha256", "00")));
        journal.append(BatchJournal.done(item(2), Map.of()));
        assertThat(reopened().isDone(2)).isTrue();
        assertThat(reopened().voided(2)).isEmpty();
    }

    @Test
    void linkOrAnotherFileInItsPlace_isLeftAlone() throws Exception {
        BatchFile file = named();
        wraps.makeVoid(WRAP, item(3));
        Path other = Files.writeString(folder.resolve("other"), "blob");
        Files.delete(file.path());
        Files.createSymbolicLink(file.path(), other);

        assertThat(wraps.withdraw().get(0).error()).hasMessageContaining("could not be renamed");

        assertThat(file.path()).isSymbolicLink();
        assertThat(folder.resolve("blob.void")).doesNotExist();
        Files.delete(file.path());
        Files.writeString(file.path(), "another blob");
        assertThat(BatchFile.setAside(file.path(), file.sha256())).isEmpty();
        assertThat(file.path()).hasContent("another blob");
    }

    @Test
    void fileThatDidNotGetItsName_isNotWithdrawn() throws Exception {
        named();
        wraps.makeVoid(WRAP, item(3));

        wraps.doesNotLeave(item(2));

        assertThat(wraps.hasVoid()).isFalse();
        assertThat(wraps.withdraw()).isEmpty();
    }

    @Test
    void imported_nothingMoreIsSent_andTheErrorNamesKeyAndKek() throws Exception {
        wraps.made(item(2), WRAP);
        assertThat(wraps.sends(item(2))).isTrue();
        wraps.sent(item(2), IMPORTED);

        wraps.makeVoid(WRAP, item(3));

        assertThat(wraps.sends(item(5))).isFalse();
        KeyTransferException error = wraps.withdraw().get(0).error();
        requireNamesBoth(error);
        assertThat(reopened().voided(2).orElseThrow().values())
                .contains(String.valueOf(error.getMessage()), error.hint().orElseThrow());
    }

    @Test
    void voidWhileItIsSent_theItemItselfFails() throws Exception {
        wraps.made(item(2), WRAP);
        wraps.sends(item(2));
        wraps.makeVoid(WRAP, item(3));
        assertThat(wraps.hasVoid()).isFalse();
        assertThat(reopened().voided(2).orElseThrow().get("message"))
                .contains("that may have been made");

        assertThatThrownBy(() -> wraps.sent(item(2), IMPORTED))
                .isInstanceOfSatisfying(
                        CheckFailedException.class, ItemWrapsTest::requireNamesBoth);

        assertThat(wraps.withdraw()).isEmpty();
        assertThat(wraps.sends(item(5))).isFalse();
        assertThat(reopened().voided(2).orElseThrow().get("message")).contains("https://vault");
    }

    /** One of the two threads is first, and the other sees it. */
    @Test
    void raceOfNameAndRepeat_aVoidFileNeverStays() throws Exception {
        int stayed = 0;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int line = 10; line < 210; line++) {
                BatchItem item = item(line);
                String wrap = String.format("%064x", line);
                wraps.noting(item, KEK, KEY);
                wraps.made(item, wrap);
                CountDownLatch both = new CountDownLatch(2);
                Future<Boolean> named =
                        threads.submit(
                                () -> {
                                    both.countDown();
                                    both.await();
                                    try {
                                        wraps.names(item, file());
                                        return true;
                                    } catch (CheckFailedException e) {
                                        return false;
                                    }
                                });
                both.countDown();
                both.await();
                wraps.makeVoid(wrap, item(3));

                boolean left = named.get();
                assertThat(wraps.hasVoid()).as("line " + line).isEqualTo(left);
                assertThat(wraps.withdraw()).hasSize(left ? 1 : 0);
                stayed += left ? 0 : 1;
            }
        } finally {
            threads.shutdown();
        }
        System.out.println(stayed + " of 200 were void before they were named");
    }

    private static void requireNamesBoth(KeyTransferException error) {
        assertThat(error.reason()).isEqualTo(Reason.BATCH_VOID_SENT);
        assertThat(error).hasMessageContaining("https://vault/keys/k/1");
        assertThat(error.hint().orElseThrow()).contains("disable the KEK https://vault/keys/kek/2");
    }

    private BatchFile named() throws Exception {
        wraps.made(item(2), WRAP);
        BatchFile file = file();
        journal.append(BatchJournal.will(item(2), Map.of("sha256", file.sha256())));
        wraps.names(item(2), file);
        Files.writeString(file.path(), "blob");
        return file;
    }

    private BatchFile file() {
        return new BatchFile(
                folder.resolve("blob"), 4, Sha256.hex("blob".getBytes(StandardCharsets.UTF_8)));
    }

    private JournalState reopened() throws Exception {
        Path copy = folder.resolve("copy");
        Files.copy(folder.resolve("journal"), copy, StandardCopyOption.REPLACE_EXISTING);
        try (BatchJournal next = open(copy, true)) {
            return next.earlier();
        }
    }

    private static BatchJournal open(Path file, boolean resume) throws Exception {
        return BatchJournal.open(file, MANIFEST, Shard.WHOLE, resume, Set.of());
    }

    private static BatchItem item(int line) {
        return new BatchItem(line - 2L, line, Path.of(""), Map.of());
    }
}
