package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host remembers of a plan, and refuses because of it. */
class HostMemoryTest {
    @TempDir Path home;

    private final CeremonyPlan plan = Plans.open();
    private Path state = Path.of("");

    @BeforeEach
    void name() {
        state = home.resolve("state");
    }

    @Test
    void memory_isThere_onceItWasBegun_andKeepsWhatItIsTold() throws Exception {
        assertThat(HostMemory.find(state, plan.id())).isEmpty();
        HostMemory begun = HostMemory.begin(state, plan, "offline");
        begun.save(
                before ->
                        before.signingWith("key:F", GeneratedKeys.rsa(2048).getPublic())
                                .withPins("/pins")
                                .typed(Plans.HASH)
                                .seen(Optional.of("1".repeat(64)), List.of("2".repeat(64)))
                                .beginning("kek")
                                .tried("plan")
                                .tried("plan")
                                .ending("enough"));

        RememberedPlan found = found();
        assertThat(found).isEqualTo(begun.get());
        assertThat(found.failed("plan")).isEqualTo(2);
        assertThat(found.failed("KEK")).isZero();
        assertThat(found.begun()).contains("kek");
        assertThat(found.settled().begun()).isEmpty();
    }

    private RememberedPlan found() throws Exception {
        return HostMemory.find(state, plan.id()).orElseThrow().get();
    }

    @Test
    void anotherPlan_thanTheOneThatWasTyped_isRefused() throws Exception {
        HostMemory memory = HostMemory.begin(state, plan, "offline");
        assertThatThrownBy(() -> memory.requireTyped(plan))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nobody has typed");
        assertThatCode(() -> memory.requireSame(plan)).doesNotThrowAnyException();

        memory.save(before -> before.typed(plan.fingerprint()));
        assertThatCode(() -> memory.requireTyped(plan)).doesNotThrowAnyException();
        CeremonyPlan other =
                plan.with(
                        PlannedHost.named(
                                "online",
                                plan.hosts().get(1).duties(),
                                List.of(PlannedToken.named("more", false))));
        assertThatThrownBy(() -> memory.requireTyped(other))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("it was changed or replaced");
        assertThatThrownBy(() -> memory.requireSame(other)).isInstanceOf(RefusedException.class);
    }

    @Test
    void endedPlan_isNeverContinued() throws Exception {
        HostMemory memory = HostMemory.begin(state, plan, "offline");
        memory.save(before -> before.typed(plan.fingerprint()).ending("the fire alarm"));
        assertThatThrownBy(() -> memory.requireTyped(plan))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the fire alarm");
        assertThatThrownBy(() -> found().requireNotEnded()).isInstanceOf(RefusedException.class);
    }

    @Test
    void damagedMemory_isRefused_withItsFile() throws Exception {
        HostMemory memory = HostMemory.begin(state, plan, "offline");
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
        HostMemory memory = HostMemory.begin(state, plan, "offline");
        Path file = memory.folder().resolve("memory.json");
        Path elsewhere = Files.move(file, home.resolve("elsewhere.json"));
        Files.createSymbolicLink(file, elsewhere);
        assertThatThrownBy(this::found).isInstanceOf(FileException.class);
        Files.delete(elsewhere);
        assertThatThrownBy(this::found).as("it leads nowhere").isInstanceOf(FileException.class);

        HostMemory.begin(home.resolve("open"), plan, "offline");
        Path folder = home.resolve("open").resolve(plan.id());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> HostMemory.find(home.resolve("open"), plan.id()))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("other users can use it");
        assertThatThrownBy(() -> HostMemory.begin(home.resolve("open"), plan, "offline"))
                .isInstanceOf(FileException.class);

        Path open =
                Files.createDirectory(
                        home.resolve("all"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwxr-xr-x")));
        assertThatThrownBy(() -> HostMemory.begin(open, plan, "offline"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("other users can use it");
    }
}
