package dev.keyhaul.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A SoftHSM of a test's own, with the token {@code hsm}, beside the folder that the commands run
 * in: what a command leaves there is not lost among the token's files.
 */
final class SoftHsmFolder {
    static final String TOKEN = "hsm";
    static final String PIN = "keyhaul-it-4711";
    static final String SO_PIN = "keyhaul-it-so-0815";

    final Path work;
    private final Path home;
    private String module = "";

    SoftHsmFolder(Path home) throws IOException {
        this.home = home;
        this.work = Files.createDirectories(home.resolve("work"));
    }

    /** Makes the configuration and the PIN files; no token yet. */
    static SoftHsmFolder empty(Path home) throws IOException {
        SoftHsmFolder folder = new SoftHsmFolder(home);
        folder.configure(Files.createDirectories(home.resolve("tokens")));
        folder.secret("user.pin", PIN);
        folder.secret("so.pin", SO_PIN);
        return folder;
    }

    void configure(Path tokens) throws IOException {
        Files.writeString(
                home.resolve("softhsm2.conf"),
                "directories.tokendir = %s%nobjectstore.backend = file%nlog.level = ERROR%n"
                        .formatted(tokens));
    }

    /** Makes all that, and the token through the real command. */
    static SoftHsmFolder withToken(Path home) throws Exception {
        SoftHsmFolder folder = empty(home);
        folder.initToken(TOKEN).requireDone();
        return folder;
    }

    RealCommand.Result initToken(String label, String... more) throws Exception {
        List<String> args =
                new ArrayList<>(List.of("token", "init", "--token", label, "--so-pin-file"));
        args.addAll(List.of(at("so.pin"), "--pin-file", at("user.pin")));
        args.addAll(List.of(more));
        return keyhaul().run(args.toArray(String[]::new));
    }

    RealCommand keyhaul() {
        return new RealCommand(work)
                .with("SOFTHSM2_CONF", at("softhsm2.conf"))
                .without("KEYHAUL_PKCS11_MODULE");
    }

    /** Returns the options that give a PIN file to each token of a command. */
    static List<String> pinOptions(List<String> words, String file) {
        if (!words.subList(0, 2).equals(List.of("key", "import"))) {
            return List.of("--pin-file", file);
        }
        List<String> options = new ArrayList<>();
        if (words.stream().anyMatch(word -> word.startsWith("pkcs11:"))) {
            options.addAll(List.of("--source-pin-file", file));
        }
        if (!words.contains("--token-pin-file")) {
            options.addAll(List.of("--token-pin-file", file));
        }
        return options;
    }

    /** Runs a command that needs the token's PIN. */
    RealCommand.Result withPin(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(pinOptions(all, at("user.pin")));
        return keyhaul().run(all.toArray(String[]::new));
    }

    /**
     * Returns the lines of {@code key list}, sorted: SoftHSM finds objects in another order at each
     * start of a process.
     */
    List<String> listed(String token) throws Exception {
        RealCommand.Result list = withPin("key", "list", "--token", token);
        return list.requireDone().out().lines().sorted().toList();
    }

    /** Generates a key through the real command. */
    RealCommand.Result generate(String label, String... more) throws Exception {
        List<String> args =
                new ArrayList<>(List.of("key", "generate", "--token", TOKEN, "--label", label));
        args.addAll(List.of(more));
        return withPin(args.toArray(String[]::new)).requireDone();
    }

    /**
     * Makes a self-signed certificate {@code NAME.crt} and its key {@code NAME.pem}, by OpenSSL.
     */
    void certificate(String name, int bits) throws Exception {
        keyhaul()
                .runProgram(
                        List.of(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "rsa:" + bits,
                                "-noenc",
                                "-subj",
                                "/CN=" + name,
                                "-keyout",
                                name + ".pem",
                                "-out",
                                name + ".crt"))
                .requireDone();
    }

    /** Runs OpenSC's tool on the token: a second way to look at it. */
    RealCommand.Result pkcs11Tool(String... args) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of("pkcs11-tool", "--module", module(), "--token-label", TOKEN));
        command.addAll(List.of("--login", "--pin", PIN));
        command.addAll(List.of(args));
        return keyhaul().runProgram(command).requireDone();
    }

    /** Returns where the token's module is, as {@code token list} found it. */
    String module() throws Exception {
        if (module.isEmpty()) {
            RealCommand.Result list = keyhaul().run("token", "list", "--json");
            module = list.requireDone().json().string("module");
        }
        return module;
    }

    /** Writes a file that only its owner can read, outside of the working folder. */
    Path secret(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text + "\n");
    }

    /** Returns the path of a file outside of the working folder. */
    String at(String name) {
        return home.resolve(name).toString();
    }

    static String uri(String label) {
        return "pkcs11:token=" + TOKEN + ";object=" + label;
    }
}
