package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.JsonMutants;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host remembers of a plan, and refuses because of it. */
class PlanMemoryTest {
    private static final String MORE = "by more than other hosts' enrolments";

    @TempDir Path home;

    private final OpenPlan plan = Plans.open();
    private final PublicKey offline = GeneratedKeys.rsa(2048).getPublic();
    private final PublicKey online = GeneratedKeys.rsa(3072).getPublic();
    private final PublicKey witness = GeneratedKeys.rsa(4096).getPublic();
    private final OpenPlan own = plan.with(enrolled("offline", offline));
    private Path state = Path.of("");

    @BeforeEach
    void name() {
        state = home.resolve("state");
    }

    private static KnownPlan told(KnownPlan before) {
        return before.signingWith("key:F", GeneratedKeys.rsa(2048).getPublic())
                .withPins("/pins")
                .typed(Plans.HASH)
                .seen(Optional.of("1".repeat(64)), List.of("2".repeat(64)))
                .beginning("kek")
                .tried("plan")
                .tried("plan")
                .ending("enough");
    }

    @Test
    void memory_isThere_onceItWasBegun_andKeepsWhatItIsTold() throws Exception {
        assertThat(PlanMemory.find(state, plan.id())).isEmpty();
        PlanMemory begun = PlanMemory.begin(state, plan, "offline");
        begun.save(PlanMemoryTest::told);

        KnownPlan found = found();
        assertThat(found).isEqualTo(begun.get());
        assertThat(found.failed("plan")).isEqualTo(2);
        assertThat(found.failed("KEK")).isZero();
        assertThat(found.begun()).contains("kek");
        assertThat(found.settled().begun()).isEmpty();
    }

    @Test
    void memoryWithAWrongMember_isRefusedOrReadAsItIs() throws Exception {
        byte[] file = told(KnownPlan.begun(plan.id(), "offline")).toFile();
        assertThat(JsonMutants.of(file)).hasSizeGreaterThan(100);
        assertThat(JsonMutants.accepted(file, KnownPlan::parse))
                .allSatisfy((what, how) -> assertThat(how).isEqualTo("accepted"))
                .doesNotContainKeys(
                        ".unknown", ".own absent", ".own_key long text", ".tries.plan long text");
    }

    private KnownPlan found() throws Exception {
        return PlanMemory.find(state, plan.id()).orElseThrow().get();
    }

    @Test
    void planThatNobodyTyped_isNotUsed() throws Exception {
        PlanMemory memory = PlanMemory.begin(state, plan, "offline");
        assertThatThrownBy(memory::requireTyped)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nobody has typed");
        memory.save(before -> before.typed(Plans.HASH));
        assertThatCode(memory::requireTyped).doesNotThrowAnyException();
    }

    /**
     * Each row is asked of a host that has seen the plan as it is, with nothing but its own key.
     */
    @Test
    void openPlan_mayDifferByOtherHostsEnrolments_alone() throws Exception {
        PlanMemory memory = enrolled();
        memory.admit(own);
        OpenPlan more = own.with(enrolled("online", online));
        memory.admit(more);
        memory.admit(more.with(enrolled("bo", witness)));

        for (OpenPlan changed :
                List.of(
                        own,
                        more.with(enrolled("bo", online)),
                        Plans.enrolled(offline, witness, witness),
                        Plans.enrolled(online, online, witness),
                        OpenPlan.of(Plans.content("Another title")),
                        Plans.enrolled(offline, online, witness)
                                .with(
                                        new PlannedKey(
                                                Plans.source("pkcs11:token=hsm;object=other"),
                                                "rsa",
                                                "2048",
                                                true,
                                                Optional.empty())),
                        Plans.enrolled(offline, online, witness)
                                .with(plan.key().known(Fingerprint.of(online))))) {
            requireChanged(memory, changed, MORE);
        }
    }

    /** The host that has the key writes its fingerprint, when it enrols; no other host does. */
    @Test
    void keyOfThePlan_isReadByItsHost_andNeverReplaced() throws Exception {
        PlanMemory memory = PlanMemory.begin(state, plan, "bo");
        PlannedKey known = plan.key().known(Fingerprint.of(online));
        PlannedKey other =
                new PlannedKey(
                        Plans.source("pkcs11:token=hsm;object=other"),
                        "rsa",
                        "2048",
                        true,
                        known.fingerprint());
        OpenPlan more = plan.with(enrolled("online", online));
        requireChanged(memory, OpenPlan.of(Plans.content("Another title")), MORE);
        requireChanged(memory, more.with(known), MORE);
        requireChanged(memory, own.with(other), MORE);
        memory.admit(own.with(known));
    }

    @Test
    void hostThatBecomesAnotherOne_whenItEnrols_isRefused() throws Exception {
        PlanMemory memory = enrolled();
        PlannedHost host = enrolled("online", online);
        for (PlannedHost other :
                List.of(
                        new PlannedHost(
                                host.name(),
                                Set.of(Duty.ONLINE),
                                List.of(PlannedToken.named("more", false).known("0003", "none")),
                                host.key(),
                                host.program(),
                                Optional.empty()),
                        new PlannedHost(
                                host.name(),
                                host.duties(),
                                List.of(),
                                Optional.empty(),
                                host.program(),
                                Optional.empty()))) {
            requireChanged(memory, own.with(other), MORE);
        }
        memory.admit(own.with(host));
    }

    /** Nobody has typed anything yet. */
    @Test
    void planThatWasSeenClosed_isThatOneForGood() throws Exception {
        PlanMemory memory = enrolled();
        OpenPlan all = Plans.enrolled(offline, online, witness);
        ClosedPlan closed = all.close(List.of());
        requireChanged(
                memory,
                OpenPlan.of(Plans.content("Another title"))
                        .with(enrolled("offline", offline))
                        .with(enrolled("online", online))
                        .with(enrolled("bo", witness))
                        .close(List.of()),
                MORE);
        memory.admit(closed);
        memory.admit(closed);

        requireChanged(memory, all, "open, but this host has seen it closed");
        requireChanged(memory, plan, "open, but this host has seen it closed");
        requireChanged(
                memory,
                all.close(List.of(Plans.HASH)),
                "not the one that this host has seen closed");
    }

    /** A memory from before plans were remembered has the fingerprint alone. */
    @Test
    void typedPlan_isThatOne_alsoIfNoPlanIsRemembered() throws Exception {
        PlanMemory memory = enrolled();
        OpenPlan all = Plans.enrolled(offline, online, witness);
        ClosedPlan closed = all.close(List.of());
        memory.save(before -> before.typed(closed.fingerprint()));
        Files.delete(memory.folder().resolve("plan.json"));

        requireChanged(memory, all, "whose fingerprint was typed");
        requireChanged(memory, all.close(List.of(Plans.HASH)), "whose fingerprint was typed");
        memory.admit(closed);
    }

    @Test
    void ownKey_isTheOneThatWasMadeHere() throws Exception {
        PlanMemory memory = PlanMemory.begin(state, plan, "offline");
        requireChanged(memory, own, "the plan's key for 'offline' is not the one");
        memory.save(before -> before.signingWith("key:F", offline));
        requireChanged(
                memory,
                plan.with(enrolled("offline", online)),
                "the plan's key for 'offline' is not the one");
        memory.admit(own);
    }

    /** A memory from before plans were remembered knows its host. */
    @Test
    void planWithoutThisHost_isRefused() throws Exception {
        PlanMemory memory = PlanMemory.begin(state, plan, "offline");
        Files.delete(memory.folder().resolve("plan.json"));
        String text = new String(plan.toFile(), StandardCharsets.UTF_8);
        CeremonyPlan other =
                PlanFormat.parse(
                        text.replace("\"name\": \"offline\"", "\"name\": \"vaulted\"")
                                .getBytes(StandardCharsets.UTF_8));
        requireChanged(memory, other, "the plan has no host 'offline'");
    }

    @Test
    void damagedPlanOfTheMemory_isRefused_withItsFile() throws Exception {
        PlanMemory memory = enrolled();
        Path file = memory.folder().resolve("plan.json");
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> memory.admit(plan))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith(file + " is damaged: ");
    }

    private PlanMemory enrolled() throws Exception {
        PlanMemory memory = PlanMemory.begin(state, plan, "offline");
        memory.save(before -> before.signingWith("key:F", offline));
        memory.admit(own);
        return memory;
    }

    private PlannedHost enrolled(String host, PublicKey key) {
        return Plans.enrolled(plan, host, key);
    }

    private static void requireChanged(PlanMemory memory, CeremonyPlan other, String why)
            throws Exception {
        Path seen = memory.folder().resolve("plan.json");
        List<String> before = Files.exists(seen) ? Files.readAllLines(seen) : List.of();
        assertThatThrownBy(() -> memory.admit(other))
                .as(why)
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining(why)
                .hasMessageEndingWith(": it was changed or replaced");
        assertThat(Files.exists(seen) ? Files.readAllLines(seen) : List.of()).isEqualTo(before);
    }

    @Test
    void endedPlan_isNeverContinued() throws Exception {
        PlanMemory memory = PlanMemory.begin(state, plan, "offline");
        memory.save(before -> before.typed(Plans.HASH).ending("the fire alarm"));
        assertThatThrownBy(() -> memory.get().requireNotEnded())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the fire alarm");
        assertThatThrownBy(() -> found().requireNotEnded()).isInstanceOf(RefusedException.class);
    }

    @Test
    void damagedMemory_isRefused_withItsFile() throws Exception {
        PlanMemory memory = PlanMemory.begin(state, plan, "offline");
        memory.save(before -> before.tried("plan"));
        Path file = memory.folder().resolve("memory.json");
        String good = Files.readString(file);
        for (String bad :
                List.of(
                        good.substring(0, good.length() / 2),
                        good.replace("\"1.0.0\"", "\"9.0.0\""),
                        good.replace("keyhaul ceremony of this host", "another kind"),
                        good.replace("\"plan\": \"1\"", "\"plan\": \"-1\""))) {
            assertThat(bad).isNotEqualTo(good);
            Files.writeString(file, bad);
            assertThatThrownBy(this::found)
                    .as(bad)
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageStartingWith(file + " is damaged: ");
        }
    }

    @Test
    void link_orAFolderThatOthersReach_isRefused() throws Exception {
        PlanMemory memory = PlanMemory.begin(state, plan, "offline");
        Path file = memory.folder().resolve("memory.json");
        Path elsewhere = Files.move(file, home.resolve("elsewhere.json"));
        Files.createSymbolicLink(file, elsewhere);
        assertThatThrownBy(this::found).isInstanceOf(FileException.class);
        Files.delete(elsewhere);
        assertThatThrownBy(this::found).as("it leads nowhere").isInstanceOf(FileException.class);

        PlanMemory.begin(home.resolve("open"), plan, "offline");
        Path folder = home.resolve("open").resolve(plan.id());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> PlanMemory.find(home.resolve("open"), plan.id()))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("other users can use it");
        assertThatThrownBy(() -> PlanMemory.begin(home.resolve("open"), plan, "offline"))
                .isInstanceOf(FileException.class);

        Path open =
                Files.createDirectory(
                        home.resolve("all"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwxr-xr-x")));
        assertThatThrownBy(() -> PlanMemory.begin(open, plan, "offline"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("other users can use it");
    }
}
