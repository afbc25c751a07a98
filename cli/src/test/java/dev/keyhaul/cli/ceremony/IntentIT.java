package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanContent;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedKey;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.ceremony.plan.PlannedVault;
import dev.keyhaul.cli.fixture.SystemCalls;
import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host remembers before an act is on the disk before the act: after a power cut, too. */
@Tag("long")
class IntentIT {
    @TempDir static Path home;

    /** Begins the memory of a plan, notes an intent, and then acts: it makes a file. */
    public static final class Host {
        private Host() {}

        public static void main(String[] act) throws Exception {
            Instant now = Instant.parse("2026-03-01T09:00:00Z");
            PlanContent content =
                    new PlanContent(
                            "0f".repeat(16),
                            "Contoso",
                            new CeremonyPlan.Window(now, now.plusSeconds(60)),
                            new PlannedKey(
                                    PlannedSource.parse("pkcs11:token=hsm;object=t"),
                                    "rsa",
                                    "2048",
                                    true,
                                    Optional.empty()),
                            Optional.of(
                                    new PlannedVault(
                                            "https://v.vault.azure.net", "t", "kek", false)),
                            Optional.empty(),
                            false,
                            List.of(
                                    PlannedHost.named(
                                            "here", Set.of(Duty.OFFLINE, Duty.ONLINE), List.of())),
                            List.of(new Person("operator", "Ada Bell")));
            PlanMemory memory = PlanMemory.begin(OpenPlan.of(content), "here");
            memory.save(before -> before.beginning("tenant-key"));
            Files.createFile(Path.of(act[0]));
        }
    }

    @Test
    void intent_isSynced_withEachFolderOnTheWay_beforeTheAct() throws Exception {
        assumeTrue(SystemCalls.arePermitted(), "strace may watch no process here");
        Path state = Files.createDirectory(home.resolve("state"));
        Path output = Files.createDirectory(home.resolve("calls")).resolve("calls");
        List<String> command = new ArrayList<>(SystemCalls.tracing(output));
        command.addAll(TestProcess.javaCommand(Host.class, List.of()));
        command.add(home.resolve("act").toString());
        TestProcess.Result run =
                TestProcess.of(command)
                        .in(home)
                        .with(Map.of("XDG_STATE_HOME", state.toString()))
                        .run();
        assertThat(run.exit()).as(run.err()).isEqualTo(0);

        List<String> calls = SystemCalls.in(output, home).lines();
        int acts = indexOf(calls, "openat", home.resolve("act") + "\"");
        SystemCalls before = new SystemCalls(calls.subList(0, acts), home);
        Path folder = state.resolve("keyhaul/ceremonies/" + "0f".repeat(16));
        assertThat(before.notSynced()).isEmpty();
        int named = lastIndexOf(before.lines(), "rename", folder.resolve("memory.json") + "\"");
        assertThat(indexOf(before.lines().subList(named, acts), "fsync", "<" + folder + ">"))
                .as("the folder, after the file got its name")
                .isGreaterThan(0);
        for (Path made = folder; !made.equals(state); made = made.getParent()) {
            assertThat(indexOf(before.lines(), "fsync", "<" + made.getParent() + ">"))
                    .as(made + " is a name in its folder")
                    .isGreaterThan(indexOf(before.lines(), "mkdir", made + "\""));
        }
    }

    private static int indexOf(List<String> lines, String call, String text) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(call) && lines.get(i).contains(text)) {
                return i;
            }
        }
        return -1;
    }

    private static int lastIndexOf(List<String> lines, String call, String text) {
        int last = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(call) && lines.get(i).contains(text)) {
                last = i;
            }
        }
        return last;
    }
}
