package dev.keyhaul.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.ClockState;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanContent;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedKey;
import dev.keyhaul.ceremony.plan.PlannedPlace;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.ceremony.plan.PlannedVault;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.file.StateFolder;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies that would be lost with the plan, with the system, or with each other are not made. */
class DrivesTest {
    private static final Path SYSTEM = Path.of("disk-system");
    private static final Path STICK = Path.of("disk-stick");
    private static final Path FIRST = Path.of("disk-1");
    private static final Path SECOND = Path.of("disk-2");

    @TempDir Path home;

    private final SoftwareKey key = GeneratedKeys.software(2048, "offline");
    private final Map<Path, Disks.Where> disks = new HashMap<>();
    private Path a = Path.of("");
    private Path b = Path.of("");
    private ClosedPlan plan = plan("https://v.vault.azure.net");

    @SuppressWarnings("NullAway.Init") // each test has its own
    private RecordFolder records;

    @BeforeEach
    void mount() throws Exception {
        System.setProperty(StateFolder.PROPERTY, home.resolve("state").toString());
        Path stick = Files.createDirectory(home.resolve("stick"));
        a = Files.createDirectory(home.resolve("a"));
        b = Files.createDirectory(home.resolve("b"));
        Files.createDirectory(b.resolve("copies"));
        records = RecordFolder.openOrCreate(stick.resolve("records"));
        put(home.getRoot(), SYSTEM);
        put(stick, STICK);
        put(a, FIRST);
        put(b, SECOND);
    }

    @AfterEach
    void unmount() {
        System.clearProperty(StateFolder.PROPERTY);
        key.close();
    }

    private void put(Path folder, Path... on) {
        disks.put(folder, new Disks.Where(folder, Set.of(on)));
    }

    private Disks.Where where(Path path) {
        Path there = path;
        while (!disks.containsKey(there)) {
            there = there.getParent();
        }
        return disks.get(there);
    }

    private ClosedPlan plan(String vault) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try {
            return OpenPlan.of(
                            new PlanContent(
                                    CeremonyPlan.newId(),
                                    "Tenant key of Contoso",
                                    new CeremonyPlan.Window(
                                            now.minusSeconds(60), now.plusSeconds(3600)),
                                    new PlannedKey(
                                            PlannedSource.parse("pkcs11:token=hsm;object=tenant"),
                                            "rsa",
                                            "2048",
                                            true,
                                            Optional.empty()),
                                    Optional.of(
                                            new PlannedVault(
                                                    vault,
                                                    "tenant",
                                                    "kek",
                                                    vault.endsWith(".invalid"))),
                                    Optional.of(
                                            new PlannedCopies(
                                                    2,
                                                    new PlannedPlace("place.drive-a"),
                                                    Optional.of(new PlannedPlace("place.drive-b")),
                                                    PlannedSource.recipient(
                                                            "pkcs11:token=recovery;object=r"),
                                                    true,
                                                    /* isOpen= */ false)),
                                    false,
                                    List.of(
                                            PlannedHost.named(
                                                            "here",
                                                            Set.of(Duty.OFFLINE, Duty.ONLINE),
                                                            List.of())
                                                    .enrolled(
                                                            key.description().requireRsa(),
                                                            List.of(),
                                                            "keyhaul 1")),
                                    List.of(new Person("operator", "Ada Bell"))))
                    .close(List.of());
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    private Drives drives() throws Exception {
        Path file = home.resolve("stick/PLAN.json");
        Files.write(file, plan.toFile());
        HostPlan here =
                HostPlan.of(file, memory(), Map.of("drive-a", a, "drive-b", b.resolve("copies")));
        return Drives.of(PlanProgress.of(plan, records.read()), here, this::where);
    }

    private PlanMemory memory() throws Exception {
        Optional<PlanMemory> known = PlanMemory.find(plan.id());
        if (known.isPresent()) {
            return known.get();
        }
        PlanContent open =
                new PlanContent(
                        plan.id(),
                        plan.title(),
                        plan.window(),
                        plan.key(),
                        Optional.of(plan.vault()),
                        plan.copies(),
                        false,
                        List.of(
                                PlannedHost.named(
                                        "here", Set.of(Duty.OFFLINE, Duty.ONLINE), List.of())),
                        plan.people());
        return PlanMemory.begin(OpenPlan.of(open), "here");
    }

    private void write(StepFact step, String command, boolean isCopy) throws Exception {
        RecordDraft draft = new RecordDraft();
        draft.planned(step);
        if (isCopy) {
            draft.proof(new ProofFact(ProofFact.COPY, "copy one", true, Optional.of("one")));
        }
        Instant now = Instant.now();
        records.write(
                new Deed(command, Map.of(), now, now, 0, Optional.empty(), Optional.empty()),
                new Setting(plan.people(), "h", "a", "s", ClockState.UNKNOWN, "keyhaul 1.0"),
                draft.facts(records.path()),
                SoftwareEvidenceKey.of(key));
    }

    private void requireRefused(String why) {
        assertThatThrownBy(this::drives)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why)
                .satisfies(
                        e ->
                                assertThat(((RefusedException) e).reason().code())
                                        .isEqualTo("KH-PLAN-DRIVE"));
    }

    @Test
    void drivesOfTheirOwn_areTaken_alsoIfTheFolderIsNotThereYet() throws Exception {
        assertThat(drives().store()).isEqualTo(a);
        assertThat(drives().replicas()).containsExactly(b.resolve("copies"));
    }

    @Test
    void driveOnThePlansDevice_onTheSystemsDisk_orOnOneDiskWithTheOther_isRefused() {
        put(a, STICK);
        requireRefused("'place.drive-a' (" + a + ") is on one disk with the plan's folder");
        put(a, FIRST, SYSTEM);
        requireRefused("'place.drive-a' (" + a + ") is on one disk with the system");
        put(a, FIRST);
        put(b, SECOND, FIRST);
        requireRefused("is on one disk with 'place.drive-a'");
    }

    /**
     * Also where the system does not show the disks: a container has folders of one file system.
     */
    @Test
    void twoPlacesInOneFileSystem_areRefused() {
        disks.put(a, new Disks.Where("one", Set.of()));
        disks.put(b, new Disks.Where("one", Set.of()));
        requireRefused("is on one disk with 'place.drive-a'");
    }

    @Test
    void diskThatIsNotShown_needsAStatement_ofThisHost() throws Exception {
        put(b);
        requireRefused("does not show whether the drives are separate disks");
        write(
                StepFact.saying(
                        plan.id(),
                        plan.fingerprint(),
                        "drives",
                        List.of(),
                        List.of("place.drive-b: a device of its own, 'B', sealed with 4711")),
                "ceremony run",
                false);
        assertThat(drives().store()).isEqualTo(a);
        put(a, STICK);
        requireRefused("is on one disk with the plan's folder");
    }

    @Test
    void placeBelowThePlansFolder_isRefused_alsoInARehearsal() throws Exception {
        plan = plan("https://rehearsal.vault.keyhaul.invalid");
        a = Files.createDirectory(home.resolve("stick/copies"));
        assertThatThrownBy(this::drives)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is below the plan's folder");
    }

    @Test
    void foldersStandInForDrives_inARehearsalAlone() throws Exception {
        put(a, SYSTEM);
        requireRefused("is on one disk with the system");
        plan = plan("https://rehearsal.vault.keyhaul.invalid");
        assertThat(drives().store()).isEqualTo(a);
    }

    /**
     * Enrolment made the folder on its drive: in a rehearsal too, no other disk stands in for it.
     */
    @Test
    void folderThatIsGone_isNotMounted_beforeThereAreCopies() throws Exception {
        Files.delete(b.resolve("copies"));
        String gone = "'place.drive-b' (" + b.resolve("copies") + ") is not there";
        requireRefused(gone);
        plan = plan("https://rehearsal.vault.keyhaul.invalid");
        requireRefused(gone);
        Drives.make(
                plan,
                HostPlan.of(
                        home.resolve("stick/PLAN.json"),
                        memory(),
                        Map.of("drive-a", a, "drive-b", b.resolve("copies"))));
        assertThat(drives().replicas()).containsExactly(b.resolve("copies"));
    }

    /** Else a store of its own would be begun where the drive is not mounted. */
    @Test
    void driveThatIsNotMounted_isRefused_onceThereAreCopies() throws Exception {
        plan = plan("https://rehearsal.vault.keyhaul.invalid");
        for (String[] step :
                List.of(
                        new String[] {"tenant-key", "key generate"},
                        new String[] {"recovery-pair", "key generate"},
                        new String[] {"kek", "kek create"},
                        new String[] {"kek-record", "kek download"})) {
            write(StepFact.of(plan.id(), plan.fingerprint(), step[0]), step[1], false);
        }
        assertThat(drives().store()).isEqualTo(a);
        write(StepFact.of(plan.id(), plan.fingerprint(), "copy-1"), "backup create", true);
        requireRefused("'place.drive-a' (" + a + ") has no master copies: it is not mounted");
        Files.createFile(a.resolve("journal.jsonl"));
        requireRefused("'place.drive-b'");
        Files.createFile(b.resolve("copies").resolve("journal.jsonl"));
        assertThat(drives().store()).isEqualTo(a);
    }
}
