package dev.keyhaul.cli.doctor;

import dev.keyhaul.cli.option.UnprovenNotes;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.StateFolder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Who can reach into this account's state, and which keys it notes that nothing has proven yet. */
final class StateCheck implements Check {
    @Override
    public String about() {
        return "state";
    }

    @Override
    public void look(Consumer<DoctorFinding> found) throws KeyTransferException {
        Path state = StateFolder.ofUser("");
        StateFolder.requireMakeable(state, "a command that must remember something");
        if (!Files.exists(state, LinkOption.NOFOLLOW_LINKS)) {
            found.accept(
                    DoctorFinding.ok(about(), state + " will be made when a command needs it"));
            return;
        }
        for (String name : InputFolder.names(state)) {
            if (Files.isDirectory(state.resolve(name))) {
                StateFolder.require(state.resolve(name), "the state");
            }
        }
        found.accept(DoctorFinding.ok(about(), state + ", for this account only"));
        for (UnprovenNotes.Note note : UnprovenNotes.all()) {
            // A command may be at it still: only the token could tell.
            found.accept(
                    DoctorFinding.unknown(
                            about(),
                            note.says(),
                            "if no command is at it any more: " + note.removal()));
        }
    }
}
