package dev.keyhaul.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.backup.StoreVerification.Check;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.fixture.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers that are killed (SIGKILL) at random moments: no copy that was said to be done is ever
 * missing, and the next command works.
 */
@Tag("long")
class KillTest {
    /** A kill that hits no write shows nothing: so many more are tried to hit one. */
    private static final int MORE_KILLS = 200;

    /** How many write at once, round after round. */
    private static final int[] WRITERS = {1, 2, 4};

    /** Two or three writes long, so that a kill hits each step of one. */
    private static final int MAX_DELAY_MICROS = 60_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir Path folder;
    private Path place;
    private Path second;
    private final List<String> reported = new ArrayList<>();
    private final List<String> replicated = new ArrayList<>();
    private int leftovers;

    @BeforeEach
    void name() {
        place = folder.resolve("store");
        second = folder.resolve("replica");
    }

    @Test
    void killedWriters_loseNothingThatWasReported() throws Exception {
        killWriters(14);
    }

    @Test
    @Tag("full")
    void writersKilled200Times_loseNothingThatWasReported() throws Exception {
        killWriters(200);
    }

    private void killWriters(int least) throws Exception {
        int kills = 0;
        for (int round = 0;
                kills < least || (leftovers == 0 && kills < least + MORE_KILLS);
                round++) {
            int writers = WRITERS[round % WRITERS.length];
            kill(writers);
            kills += writers;
            assertNextCommandWorks();
        }
        MasterCopyStore store = MasterCopyStore.open(place);
        Replica.open(second, store).catchUp();
        StoreVerification verification = StoreVerification.of(store, StoreTrust.none());
        List<Check> checks = new ArrayList<>(verification.checks());
        checks.addAll(verification.ofReplica(Replica.open(second, store)));

        assertThat(StoreVerification.failed(checks)).isEmpty();
        assertThat(ids(store)).containsAll(reported).hasSizeGreaterThan(least / 2);
        System.out.printf(
                "%d kills: %d copies reported, %d there, %d rounds left something behind%n",
                kills, reported.size(), ids(store).size(), leftovers);
        assertThat(leftovers).as("kills that hit the middle of a write").isPositive();
    }

    private void kill(int count) throws Exception {
        List<Process> writers = new ArrayList<>();
        List<BufferedReader> outputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Process writer =
                    ChildJvm.start("true", KilledWriter.class, place.toString(), second.toString());
            writers.add(writer);
            outputs.add(
                    new BufferedReader(
                            new InputStreamReader(
                                    writer.getInputStream(), StandardCharsets.UTF_8)));
        }
        for (BufferedReader output : outputs) {
            awaitReady(output);
        }
        TimeUnit.MICROSECONDS.sleep(RANDOM.nextInt(MAX_DELAY_MICROS));
        for (Process writer : writers) {
            // The process alone: its own method would close the output too.
            writer.toHandle().destroyForcibly();
        }
        for (BufferedReader output : outputs) {
            output.lines().forEach(this::note);
        }
        for (Process writer : writers) {
            assertThat(writer.waitFor()).as("killed, not failed").isEqualTo(128 + 9);
        }
    }

    private void awaitReady(BufferedReader output) throws IOException {
        List<String> said = new ArrayList<>();
        for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
            assertThat(line).as("the writer ended: %s", said).isNotNull();
            said.add(line);
            note(line);
        }
    }

    /** A line that the kill cut off tells of nothing. */
    private void note(String line) {
        String id = line.replace("replica ", "");
        if (CopyId.isOne(id)) {
            (line.equals(id) ? reported : replicated).add(id);
        }
    }

    private void assertNextCommandWorks() throws Exception {
        MasterCopyStore store = MasterCopyStore.open(place);
        leftovers += StoreRepair.run(store, new Operator("test")).isEmpty() ? 0 : 1;
        assertThat(InputFolder.names(place)).noneMatch(Leftovers::isOne);
        assertThat(ids(store)).containsAll(reported);
        assertThat(InputFolder.names(second)).containsAll(replicated);
        for (String id : reported.subList(Math.max(0, reported.size() - 3), reported.size())) {
            JournalCheck.requireKnown(store.journal(), store.get(id).requireVerified());
        }
    }

    private static List<String> ids(MasterCopyStore store) throws Exception {
        return store.list().stream().map(copy -> copy.id().text()).toList();
    }
}
