package dev.keyhaul.cli.ceremony;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ReportSchemas;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Two hosts, the witness's machine, a stick, and the vault. */
final class GuidedCeremony implements AutoCloseable {
    private static final Pattern CARRY = Pattern.compile("Carry the stick to ([A-Z]+)");
    private static final Pattern MOVES =
            Pattern.compile("class=\"move\"><b>Carry the stick to ([A-Z]+)");
    private static final int MOST_MOVES = 20;
    private static final int FIRST_ACCOUNT = 64_123;

    private final Path root;

    final Paper paper = new Paper();
    final StringBuilder transcript = new StringBuilder();

    /** Where the stick went, as the guide said, and as the printed script says. */
    final List<String> moved = new ArrayList<>();

    final List<String> printed = new ArrayList<>();
    final SoftHsmFolder hsm;
    final ServedVault vault;
    final Party offline;
    final Party online;
    final Party witness;
    private boolean isPowerCut;

    /** What happens when a stick arrives, and before it is used. */
    Arrival before = there -> {};

    /** What somebody does to a stick. */
    interface Arrival {
        void at(Party there) throws Exception;
    }

    /** Has the stick a file system as it is sold: another case of its name, and no modes. */
    GuidedCeremony onFat() {
        offline.mountsAt("Stick", true);
        online.mountsAt("STICK", true);
        witness.mountsAt("stick", true);
        return this;
    }

    /** Each host has an account of its own, where the tests may start programs in another one. */
    GuidedCeremony withAccounts() throws Exception {
        for (Path folder : List.of(root, Objects.requireNonNull(root.getParent()))) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        }
        int number = FIRST_ACCOUNT;
        for (Party party : List.of(offline, online, witness)) {
            party.worksAs(Account.numbered(number++, root));
        }
        offline.account().own(Path.of(hsm.at("tokens")));
        return this;
    }

    GuidedCeremony(Path root, String... vaultOptions) throws Exception {
        this.root = root;
        hsm = SoftHsmFolder.empty(root.resolve("hsm"));
        vault = ServedVault.start(hsm, "vault", afterEnrolment(vaultOptions));
        Path pins = Files.createDirectories(root.resolve("offline/pins"));
        for (String token : List.of("hsm", "recovery")) {
            Files.copy(Path.of(hsm.at("user.pin")), pins.resolve(token + ".pin"));
            Files.copy(Path.of(hsm.at("so.pin")), pins.resolve(token + "-so.pin"));
        }
        offline = new Party(root.resolve("offline"), paper, "", "--pins", pins.toString());
        for (String drive : List.of("drive-a", "drive-b")) {
            offline.setting("place." + drive + " = " + drive(drive));
        }
        offline.keyhaul().with("SOFTHSM2_CONF", hsm.at("softhsm2.conf"));
        online = new Party(root.resolve("online"), paper, access("online"));
        witness = new Party(root.resolve("witness"), paper, access("witness"), "--as", "witness");
        paper.fetch("witness's row over the key in the vault", this::look);
    }

    /** The witness looks at the vault on their own machine, wherever the stick is. */
    private void look() throws Exception {
        String id = JsonObject.parse(Files.readAllBytes(offline.plan())).string("id");
        RealCommand.Result seen =
                witness.type("ceremony", "look", id.substring(0, 8)).requireDone();
        transcript.append("--- WITNESS\n").append(seen.out()).append('\n');
        paper.note(seen.out());
    }

    /**
     * The enrolment asks the vault for each operation once: the first one at the ceremony follows.
     */
    private static String[] afterEnrolment(String... vaultOptions) {
        return Stream.of(vaultOptions)
                .map(option -> option.replaceFirst(":1$", ":2-2"))
                .toArray(String[]::new);
    }

    /** Where a drive is mounted on the offline host: it never leaves it. */
    Path drive(String name) {
        return offline.home.resolve(name);
    }

    /** Gives a host its own way to the vault, and returns the setting. */
    private String access(String host) throws Exception {
        Path file = Files.createDirectories(root.resolve(host)).resolve("vault.access");
        Files.copy(vault.accessFile(), file, StandardCopyOption.COPY_ATTRIBUTES);
        return "local-vault = " + file + "\n";
    }

    /** The online host loses its power whenever it waits for an answer of the vault. */
    GuidedCeremony withPowerCuts() {
        isPowerCut = true;
        return this;
    }

    /** Makes the plan on the offline host, whose stick it is. */
    void plan(String... more) throws Exception {
        offline.account().own(Files.createDirectory(offline.stick()));
        List<String> words =
                new ArrayList<>(
                        List.of("ceremony", "plan", offline.plan().toString(), "--rehearsal"));
        words.addAll(List.of("--title", "Tenant key of Contoso", "--vault", ServedVault.URL));
        words.addAll(List.of("--person", "operator=Ada Bell"));
        words.addAll(List.of(more));
        offline.type(words.toArray(String[]::new)).requireDone();
        ReportSchemas.requireValidPlan(Files.readString(offline.plan()));
    }

    /** Makes a PFX on the offline host; its password is typed. */
    Path pfx(String name, String password) throws Exception {
        hsm.certificate("software", 2048);
        Path secret = hsm.secret(name + ".password", password);
        Path file = offline.home.resolve(name);
        hsm.keyhaul()
                .runProgram(
                        List.of(
                                "openssl",
                                "pkcs12",
                                "-export",
                                "-inkey",
                                "software.pem",
                                "-in",
                                "software.crt",
                                "-passout",
                                "file:" + secret,
                                "-out",
                                file.toString()))
                .requireDone();
        paper.secret("Password of", password);
        return file;
    }

    /**
     * Makes a master copy on the offline host, and returns how it is named; its password is typed.
     */
    String masterCopy(String password) throws Exception {
        hsm.certificate("software", 2048);
        Path secret = hsm.secret("copy.password", password);
        Path store = offline.home.resolve("store");
        RealCommand.Result made =
                hsm.keyhaul()
                        .run(
                                Args.of("backup", "create", "--key", "pem:software.pem", "--json")
                                        .and(
                                                "--store",
                                                store.toString(),
                                                "--to",
                                                "password",
                                                "--out-password-file",
                                                secret.toString()))
                        .requireDone();
        paper.secret("Password of", password);
        offline.setting("place.store = " + store);
        return "backup:place.store/"
                + made.json().string("id")
                + "?expect="
                + made.json().string("key_fingerprint");
    }

    /** Enrols all, closes the plan, and prints the script. */
    Party close(boolean hasWitness) throws Exception {
        Party last = enrol(hasWitness);
        print(last);
        return last;
    }

    Party enrol(boolean hasWitness) throws Exception {
        show(offline, offline.run());
        Party last = online.take(offline);
        show(online, online.run());
        if (hasWitness) {
            last = witness.take(online);
            show(witness, witness.run());
        }
        return last;
    }

    /** Closes the plan, and returns the script. */
    String print(Party last) throws Exception {
        Path html = last.home.resolve("script.html");
        last.type("ceremony", "script", last.plan().toString(), "-o", html.toString())
                .requireDone();
        String script = Files.readString(html);
        paper.print(script);
        MOVES.matcher(script.replaceAll(">\\s+<", "><"))
                .results()
                .forEach(move -> printed.add(move.group(1)));
        return script;
    }

    /** Holds a closed plan to its end: each goes where the last one says. Returns who was last. */
    Party hold(Party from) throws Exception {
        Party last = from;
        Optional<Party> next = Optional.of(online);
        for (int moves = 0; next.isPresent() && moves < MOST_MOVES; moves++) {
            Party there = next.get();
            if (there != last) {
                there.take(last);
            }
            last = there;
            before.at(there);
            next = to(show(there, held(there)));
        }
        return last;
    }

    private Party.Run held(Party at) throws Exception {
        if (at != online || !isPowerCut) {
            return at.run();
        }
        Party.Run cut = at.killedWhen(vault::holdsAnAnswerBack);
        if (cut.exit() != 0) {
            transcript.append(cut.shown());
            return at.run();
        }
        return cut;
    }

    private Party.Run show(Party at, Party.Run run) {
        String host = String.valueOf(at.home.getFileName()).toUpperCase(Locale.ROOT);
        transcript.append("--- ").append(host).append('\n').append(run.shown()).append('\n');
        return run.requireDone();
    }

    Optional<Party> to(Party.Run run) {
        Matcher carry = CARRY.matcher(run.shown().replaceAll("\\s+", " "));
        Optional<String> host = Optional.empty();
        while (carry.find()) {
            host = Optional.of(carry.group(1).toLowerCase(Locale.ROOT));
        }
        host.map(name -> name.toUpperCase(Locale.ROOT)).ifPresent(moved::add);
        return host.map(
                name ->
                        Stream.of(offline, online, witness)
                                .filter(p -> p.home.endsWith(name))
                                .findFirst()
                                .orElseThrow());
    }

    /** Returns the lines of the vault's log with an operation. */
    List<String> logged(String operation) throws Exception {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(hsm.work.resolve("logs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.readString(file)
                        .lines()
                        .filter(l -> l.contains(operation))
                        .forEach(lines::add);
            }
        }
        return lines;
    }

    @Override
    public void close() {
        vault.close();
    }
}
