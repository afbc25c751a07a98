package dev.keyhaul.cli.doctor;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Who can reach into this account's state: the memory of records, and the open requests. */
final class StateCheck implements Check {
    @Override
    public String about() {
        return "state";
    }

    @Override
    public void look(Consumer<Finding> found) throws KeyTransferException {
        Path state = StateFolder.ofUser("");
        if (!Files.exists(state, LinkOption.NOFOLLOW_LINKS)) {
            found.accept(Finding.ok(about(), state + " will be made when a command needs it"));
            return;
        }
        for (Path folder : foldersIn(state)) {
            StateFolder.require(folder, "the state");
        }
        found.accept(Finding.ok(about(), state + ", for this account alone"));
    }

    private static List<Path> foldersIn(Path state) throws FileException {
        try (Stream<Path> all = Files.list(state)) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw FileException.reading(state, e);
        }
    }
}
