package dev.keyhaul.cli.ceremony;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An account of a host: a number that no user of this machine has, where the tests run as root and
 * such an account can start the program; otherwise that of the tests.
 *
 * @param number its number; 0 if it is that of the tests
 * @param prefix what starts a program in it
 */
record Account(int number, List<String> prefix) {
    static final Account OF_THE_TESTS = new Account(0, List.of());

    /** Takes one, for which a folder of the tests is shown to all. */
    static Account numbered(int number, Path folder) throws Exception {
        String of = String.valueOf(number);
        List<String> prefix =
                List.of("setpriv", "--reuid", of, "--regid", of, "--clear-groups", "--");
        return owner(folder) == 0 && canRun(prefix) ? new Account(number, prefix) : OF_THE_TESTS;
    }

    /** A checkout in root's home folder is closed to it. */
    private static boolean canRun(List<String> prefix) throws Exception {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(List.of(RealCommand.launcher(), "--version"));
        return TestProcess.of(words).run().exit() == 0;
    }

    private static int owner(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** Gives it a folder, with all that is in it. */
    void own(Path folder) throws IOException {
        if (number == 0) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.toList()) {
                Files.setAttribute(path, "unix:uid", number, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", number, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
