package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.cli.line.Parsed;
import dev.keyhaul.workflow.Act;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No command that others may have to approve does its work without asking them. */
@Tag("once")
class ApprovalsTest {
    @Test
    void act_comesFromACallAlone_whichAsks() {
        Set<String> making = new TreeSet<>(Classes.callers(Act.class, "<init>"));
        making.removeIf(name -> !name.startsWith("dev.keyhaul.cli."));

        assertThat(making).containsExactly(Call.class.getName());
        assertThat(Classes.callers(ApprovalOptions.class, "require"))
                .containsExactly(Call.class.getName());
    }

    @Test
    void commandWithTheOptionsOfApprovals_asksItsCall() {
        Set<String> asking = new TreeSet<>(Classes.callers(Call.class, "approve"));
        asking.addAll(Classes.callers(Call.class, "act"));

        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            if (Commands.KEYHAUL.rows(entry).all().containsAll(ApprovalOptions.ROWS.all())) {
                assertThat(asking).contains(Parsed.bare(entry).getClass().getName());
            }
        }
    }
}
