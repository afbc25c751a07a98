package dev.keyhaul.cli.browser;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.fixture.ProgramList;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real browser without a screen and without network. */
public final class Chromium {
    private static final List<String> FLAGS =
            List.of(
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--host-resolver-rules=MAP * ~NOTFOUND",
                    "--window-size=1240,1700");

    private final RealCommand shell;

    public Chromium(Path folder) {
        shell = new RealCommand(folder);
    }

    /** Debian has the browser without its windows, which starts in a third of the time. */
    private static List<String> command() {
        String windowless = "chromium-headless-shell";
        List<String> command = new ArrayList<>();
        command.add(ProgramList.isHere(windowless) ? windowless : "chromium");
        command.addAll(FLAGS);
        return command;
    }

    /** Returns the beginning of a command that starts it, with an empty profile. */
    public static List<String> withProfileIn(Path folder) throws IOException {
        List<String> command = command();
        command.add("--user-data-dir=" + Files.createTempDirectory(folder, "profile"));
        return command;
    }

    /** Opens the page, lets its script run, and returns what it is then. */
    public String dom(String page) throws Exception {
        return run(page, "--dump-dom").requireDone().out();
    }

    /** Returns a PNG of the page. */
    public byte[] screenshot(String page) throws Exception {
        run(page, "--screenshot=page.png").requireDone();
        return Files.readAllBytes(shell.folder.resolve("page.png"));
    }

    /** Opens the page for a test that uses it as a person does; the caller closes it. */
    public OpenPage open(String page) throws Exception {
        Path profile = Files.createTempDirectory(shell.folder, "profile");
        List<String> command = command();
        command.addAll(
                List.of("--user-data-dir=" + profile, "--remote-debugging-port=0", "about:blank"));
        Process browser = TestProcess.of(command).quiet().start();
        return OpenPage.of(browser, profile, shell.folder.resolve(page).toUri());
    }

    private RealCommand.Result run(String page, String what) throws Exception {
        List<String> command = withProfileIn(shell.folder);
        command.addAll(List.of(what, shell.folder.resolve(page).toUri().toString()));
        return shell.runProgram(command);
    }
}
