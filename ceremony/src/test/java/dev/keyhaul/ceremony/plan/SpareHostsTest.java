package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who does the work of a host that is lost, and what the lost one may do no more. */
class SpareHostsTest {
    private static final String LOST = "is of 'online', from which 'online-spare' had taken over";
    private static final String KEK = "2".repeat(64);

    @TempDir Path home;

    private final SoftwareKey spareOnline = GeneratedKeys.software(2048, "online-spare");
    private final SoftwareKey spareWitness = GeneratedKeys.software(2048, "bo-spare");

    @SuppressWarnings("NullAway.Init") // each test has its own
    private RecordedPlan held;

    @BeforeEach
    void plan() throws Exception {
        held = RecordedPlan.in(home);
        OpenPlan plan =
                OpenPlan.of(
                        with(
                                PlannedHost.spareFor(host("online")),
                                PlannedHost.spareFor(host("bo"))));
        for (PlannedHost known : held.plan.hosts()) {
            plan = plan.with(known);
        }
        plan =
                plan.with(
                                Plans.enrolled(
                                        plan,
                                        "online-spare",
                                        spareOnline.description().requireRsa()))
                        .with(
                                Plans.enrolled(
                                        plan, "bo-spare", spareWitness.description().requireRsa()));
        held.plan = plan.close(List.of());
    }

    @AfterEach
    void wipe() {
        held.close();
        spareOnline.close();
        spareWitness.close();
    }

    private PlannedHost host(String name) {
        return Plans.open().host(name).orElseThrow();
    }

    private static PlanContent with(PlannedHost... more) {
        PlanContent of = Plans.content("Tenant key of Contoso");
        List<PlannedHost> hosts = new ArrayList<>(of.hosts());
        hosts.addAll(List.of(more));
        return new PlanContent(
                of.id(),
                of.title(),
                of.window(),
                of.key(),
                of.vault(),
                of.copies(),
                of.isSealed(),
                hosts,
                of.people());
    }

    private void keys() throws Exception {
        held.write("tenant-key", "key generate", held.offline);
        held.write("recovery-pair", "key generate", held.offline);
    }

    private void kek(SoftwareKey by) throws Exception {
        held.write("kek", "kek create", 0, by, this::kek);
        held.write("kek-record", "kek download", 0, by, this::kek);
    }

    private void kek(RecordDraft draft) {
        draft.key(new KeyFact(KeyFact.KEK, KEK, "vault", ""));
    }

    private void takesOver(SoftwareKey spare) throws Exception {
        held.write("takeover", "ceremony run", spare);
    }

    private List<String> deviations() throws Exception {
        return held.progress().deviations();
    }

    private String actsOnline() throws Exception {
        return held.progress().acting(Duty.ONLINE).orElseThrow().name();
    }

    @Test
    void spare_doesTheWork_onceItHasTakenOver_andKeepsWhatWasDone() throws Exception {
        assertThat(actsOnline()).isEqualTo("online");
        assertThat(held.progress().isActing(held.plan.host("online-spare").orElseThrow()))
                .isFalse();
        held.write("kek", "kek create", 0, held.online, this::kek);
        takesOver(spareOnline);
        held.write("kek-record", "kek download", 0, spareOnline, this::kek);
        keys();
        held.write("blob", "byok create", 0, held.offline, held::approved);

        assertThat(deviations()).isEmpty();
        assertThat(actsOnline()).isEqualTo("online-spare");
        assertThat(held.progress().isActing(held.plan.host("online").orElseThrow())).isFalse();
        assertThat(held.progress().doerOf(StepKind.KEK_RECORD).map(PlannedHost::name))
                .contains("online-spare");
        assertThat(held.progress().doerOf(StepKind.KEK).map(PlannedHost::name)).contains("online");
        assertThat(held.progress().readyAt(held.plan.host("online").orElseThrow())).isEmpty();
    }

    @Test
    void spare_beforeItsTakeover_doesNoStep() throws Exception {
        kek(spareOnline);
        assertThat(deviations()).hasSize(2);
        assertThat(held.progress().isDone(StepKind.KEK)).isFalse();
    }

    @Test
    void lostHost_thatComesBack_contradicts_withANoteToo() throws Exception {
        takesOver(spareOnline);
        held.write("typed", "ceremony run", held.online);
        assertThat(deviations()).hasSize(1).allMatch(line -> line.endsWith(LOST));
        held.continueIn(home.resolve("step"));
        takesOver(spareOnline);
        kek(held.online);
        assertThat(deviations()).anyMatch(line -> line.endsWith(LOST));
        assertThat(held.progress().isDone(StepKind.KEK)).isFalse();
    }

    /** Also if a third host has continued both, so that one record is the last. */
    @Test
    void spareBesideItsOriginal_contradicts_howeverTheyAreJoined() throws Exception {
        held.write("typed", "ceremony run", held.offline);
        Path fork = Files.createDirectory(home.resolve("fork"));
        copy(held.folder.path(), fork);
        Path stick = held.folder.path();
        takesOver(spareOnline);
        held.continueIn(fork);
        kek(held.online);
        held.continueIn(stick);
        copy(fork, stick);
        assertThat(deviations()).anyMatch(line -> line.contains("continued in two places"));
        held.write("typed", "ceremony run", held.offline);
        assertThat(deviations())
                .noneMatch(line -> line.contains("continued in two places"))
                .filteredOn(line -> line.endsWith(LOST))
                .hasSize(2);
    }

    private void copy(Path from, Path to) throws Exception {
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Path there = to.resolve(file.getFileName());
                if (!Files.exists(there)) {
                    Files.copy(file, there);
                }
            }
        }
    }

    /** What a lost key signed has no date: nothing that it approved counts any more. */
    @Test
    void approval_isOfTheWitnessWhoActs() throws Exception {
        kek(held.online);
        keys();
        Path stick = held.folder.path();
        Path other = Files.createDirectory(home.resolve("other"));
        copy(stick, other);
        takesOver(spareWitness);
        held.write("blob", "byok create", 0, held.offline, held::approved);
        assertThat(deviations()).anyMatch(line -> line.contains("lacks an approval"));
        held.continueIn(other);
        takesOver(spareWitness);
        held.write(
                "blob",
                "byok create",
                0,
                held.offline,
                draft -> held.approvedBy(spareWitness, draft));
        assertThat(deviations()).isEmpty();
    }

    @Test
    void takeover_byAHostThatIsNoSpare_deviates() throws Exception {
        takesOver(held.offline);
        assertThat(deviations()).hasSize(1);
        assertThat(actsOnline()).isEqualTo("online");
    }

    @Test
    void spare_isOfOneHost_thatHasNothingInAToken() {
        PlannedHost spare = PlannedHost.spareFor(host("online"));
        requireRefused(PlannedHost.spareFor(host("offline")));
        requireRefused(PlannedHost.spareFor(spare), spare);
        requireRefused(named("one", "online", Set.of(Duty.WITNESS)));
        requireRefused(named("one", "nobody", Set.of(Duty.ONLINE)));
        requireRefused(named("one", "online", Set.of(Duty.ONLINE)), spare);
        assertThat(with(spare).hosts()).hasSize(4);
    }

    private static PlannedHost named(String name, String lost, Set<Duty> duties) {
        return new PlannedHost(
                name, duties, List.of(), Optional.empty(), Optional.empty(), Optional.of(lost));
    }

    private static void requireRefused(PlannedHost... spares) {
        assertThatThrownBy(() -> with(spares))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spare");
    }
}
