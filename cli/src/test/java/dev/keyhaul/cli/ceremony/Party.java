package dev.keyhaul.cli.ceremony;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.TerminalTalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One person at one host: a home of its own, the paper in their hand, and the stick when it is
 * there.
 */
final class Party {
    private static final Pattern FAT_NAME = Pattern.compile("[^\\\\/:*?\"<>|]{1,255}(?<![. ])");

    final Path home;
    private final RealCommand keyhaul;
    private final Paper paper;
    private final List<String> options;
    private String mount = "stick";
    private boolean hasNoModes;
    private Account account = Account.OF_THE_TESTS;

    /** What a person says who does not follow the screen: empty to do as it says. */
    interface Whim extends Function<String, Optional<String>> {}

    static final Whim NONE = question -> Optional.empty();

    Party(Path home, Paper paper, String settings, String... options) throws IOException {
        this.home = Files.createDirectories(home);
        this.paper = paper;
        this.options = List.of(options);
        Path config = Files.createDirectories(home.resolve("config/keyhaul"));
        Files.writeString(config.resolve("keyhaul.properties"), settings);
        this.keyhaul =
                new RealCommand(home)
                        .with("XDG_STATE_HOME", home.resolve("state").toString())
                        .with("XDG_CONFIG_HOME", home.resolve("config").toString())
                        .without("KEYHAUL_PKCS11_MODULE");
    }

    /** Adds a line to the settings of this host. */
    void setting(String line) throws IOException {
        Files.writeString(
                home.resolve("config/keyhaul/keyhaul.properties"),
                line + "\n",
                StandardOpenOption.APPEND);
    }

    RealCommand keyhaul() {
        return keyhaul;
    }

    Account account() {
        return account;
    }

    Path stick() {
        return home.resolve(mount);
    }

    void mountsAt(String folder, boolean noModes) {
        mount = folder;
        hasNoModes = noModes;
    }

    Path plan() {
        return stick().resolve("PLAN.json");
    }

    /** Takes the stick from another host. */
    Party take(Party from) throws IOException {
        Files.move(from.stick(), stick());
        if (hasNoModes) {
            openToAll();
            account.own(stick());
        }
        return this;
    }

    /** Has an account of its own from now on: who is at another host cannot read its files. */
    void worksAs(Account own) throws IOException {
        account = own;
        keyhaul.through(own.prefix());
        own.own(home);
    }

    /** As a stick with FAT shows its files: whoever is on the host may read and write them. */
    private void openToAll() throws IOException {
        try (Stream<Path> tree = Files.walk(stick())) {
            for (Path path : tree.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
                if (!FAT_NAME.matcher(path.getFileName().toString()).matches()) {
                    throw new AssertionError("no name of a file on FAT: " + path);
                }
            }
        }
    }

    /** What a run showed, and how it ended. */
    record Run(int exit, String shown) {
        Run requireDone() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + ": " + shown);
            }
            return this;
        }
    }

    Run run() throws Exception {
        return run(NONE);
    }

    /** Runs once with more options. */
    Run runWith(String... more) throws Exception {
        return run(NONE, more);
    }

    Run run(Whim whim, String... more) throws Exception {
        try (TerminalTalk talk = start(more)) {
            for (Optional<String> q = talk.question(); q.isPresent(); q = talk.question()) {
                String asked = q.get();
                paper.note(asked);
                String said = whim.apply(asked).orElseGet(() -> answer(asked));
                paper.effort.answered(asked, said);
                talk.type(said);
            }
            int exit = talk.exit();
            paper.note(talk.all());
            return new Run(exit, talk.all());
        }
    }

    /** Runs until a question of this kind, and kills it there. */
    String killedAt(String question) throws Exception {
        return killedAt(question, NONE);
    }

    String killedAt(String question, Whim whim) throws Exception {
        try (TerminalTalk talk = start()) {
            for (Optional<String> q = talk.question(); q.isPresent(); q = talk.question()) {
                String asked = q.get();
                paper.note(asked);
                if (asked.contains(question)) {
                    talk.kill();
                    return talk.all();
                }
                talk.type(whim.apply(asked).orElseGet(() -> answer(asked)));
            }
            throw new AssertionError("it never asked '" + question + "': " + talk.all());
        }
    }

    /** Runs until a question that is not among these, and kills it there; false at the end. */
    boolean killedAtNew(Set<String> questions) throws Exception {
        try (TerminalTalk talk = start()) {
            for (Optional<String> q = talk.question(); q.isPresent(); q = talk.question()) {
                paper.note(q.get());
                if (questions.add(paper.what(q.get()))) {
                    talk.kill();
                    return true;
                }
                talk.type(answer(q.get()));
            }
            paper.note(talk.all());
            return false;
        }
    }

    /**
     * Runs until a text is shown, or to the end, and kills it some time after that: a process of
     * its own, since a warm JVM would have done the next step by then.
     */
    String killedAfter(String text, long milliseconds) throws Exception {
        try (TerminalTalk talk = keyhaul.talkAlone(words())) {
            while (!talk.shows(text)) {
                Optional<String> asked = talk.question();
                if (asked.isEmpty()) {
                    return talk.all();
                }
                paper.note(asked.get());
                talk.type(answer(asked.get()));
            }
            Thread.sleep(milliseconds);
            paper.note(talk.all());
            return talk.all();
        }
    }

    /** Runs until something happens elsewhere, and kills it then; or to its end. */
    Run killedWhen(BooleanSupplier happens) throws Exception {
        try (TerminalTalk talk = start()) {
            Thread power =
                    new Thread(
                            () -> {
                                while (talk.isAlive() && !happens.getAsBoolean()) {
                                    pause();
                                }
                                talk.kill();
                            },
                            "power");
            power.start();
            for (Optional<String> q = talk.question(); q.isPresent(); q = talk.question()) {
                paper.note(q.get());
                talk.type(answer(q.get()));
            }
            power.join();
            paper.note(talk.all());
            return new Run(talk.exit(), talk.all());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String answer(String question) {
        return question.contains("Which host is this")
                ? home.getFileName().toString()
                : paper.answer(question);
    }

    private TerminalTalk start(String... more) throws IOException {
        return keyhaul.talk(words(more));
    }

    private String[] words(String... more) {
        List<String> words = new ArrayList<>(List.of("ceremony", "run", plan().toString()));
        words.addAll(options);
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    RealCommand.Result type(String... words) throws Exception {
        return keyhaul.run(words);
    }
}
