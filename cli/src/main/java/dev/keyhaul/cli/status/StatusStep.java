package dev.keyhaul.cli.status;

import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.workflow.status.Task;
import java.util.List;

/** What to type, or to do, for a task. */
final class StatusStep {
    private StatusStep() {}

    static String of(Task task) {
        List<String> with = task.with();
        return switch (task.step()) {
            case READ -> with.get(0);
            case ENABLE_KEY -> "find out who disabled it, and enable it in the vault";
            case EXTEND_KEY -> "set a later expiry in the vault, or remove it";
            case EXPLAIN_VERSION ->
                    "find out who made this version; the tenant still uses the URL, with the version, that it was given";
            case COPY_KEY -> "keyhaul backup create, then keyhaul backup drill";
            case REPLACE_KEK -> "find out who changed it, and make another: keyhaul kek create";
            case DISABLE_KEK -> "keyhaul kek disable";
            case VERIFY_STORE ->
                    ShellCommand.of("keyhaul backup verify --all --store")
                            .path(with.get(0))
                            .toString();
            case REPAIR_STORE ->
                    ShellCommand.of("keyhaul backup repair --store").path(with.get(0)).toString();
            case DRILL ->
                    ShellCommand.of("keyhaul backup drill --store")
                            .path(with.get(0))
                            .words("--id")
                            .value(with.get(1))
                            .words("--expect sha256:HEX")
                            .toString();
            case APPROVE ->
                    "before "
                            + with.get(1)
                            + ": "
                            + ShellCommand.of("keyhaul approve")
                                    .path(with.get(0))
                                    .words("--key SOURCE");
            case RUN_AGAIN -> "run the command again before " + with.get(0);
        };
    }
}
