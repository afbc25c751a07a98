package dev.keyhaul.cli;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.process.HttpUrls;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.key.Fingerprint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The run that a class-data archive is made of: typical commands, one after the other, on
 * throw-away keys in a folder of their own. The launcher starts it; no archive is ever made of a
 * process that has seen a user's key.
 *
 * <p>From JDK 25 on, each start loads all that is in the archive. So a batch, which runs long
 * enough without it, is not among the commands there: its classes would cost every other command a
 * tenth of its time. Nor is a command of the vault, on any JDK: the classes of Azure's SDK would
 * cost 80 ms, and JDK 17.0.21 crashes when it writes an archive with the SDK's lambdas.
 */
final class TrainingRun {
    private static final int LOADS_ALL = 25;
    private static final int KEY_BITS = 2048;
    private static final int BATCH_KEYS = 256;
    private static final String VAULT = "https://contoso.vault.azure.net";
    private static final String KID = VAULT + "/keys/kek/0123456789abcdef0123456789abcdef";

    private final Path folder;
    private final List<String> failed = new ArrayList<>();

    private TrainingRun(Path folder) {
        this.folder = folder;
    }

    /** Runs in the new folder {@code args[0]}, which is left to the caller to delete. */
    public static void main(String[] args) throws Exception {
        HttpUrls.install();
        // Its classes, too: the commands below have a console on no stream.
        Console.ofProcess();
        // As in Keyhaul: an exit would take a logger's classes into the archive.
        if (!in(Path.of(args[0])).isEmpty()) {
            System.exit(ExitCode.FAILED);
        }
    }

    /** Returns the commands that failed: then the archive is poorer, and no worse. */
    static List<String> in(Path folder) throws IOException, GeneralSecurityException {
        TrainingRun run = new TrainingRun(folder);
        OwnerOnly.createFolder(folder);
        // Its own, so that it takes nothing from the account's, such as the folder of records.
        OwnerOnly.writeNewFile(
                folder.resolve("keyhaul.properties"),
                "backend = jna\npin-file = %s\n"
                        .formatted(run.file("no.pin"))
                        .getBytes(StandardCharsets.UTF_8));
        run.run("--help");
        run.run("byok", "create", "--help");
        run.makeKey("key.pem");
        Fingerprint fingerprint = run.makeKey("kek.pem");
        run.useKey(fingerprint);
        if (Runtime.version().feature() < LOADS_ALL) {
            run.wrapMany(fingerprint);
        }
        return run.failed;
    }

    private Fingerprint makeKey(String name) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS);
        KeyPair pair = generator.generateKeyPair();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        String pem =
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8)
                        + "\n-----END PRIVATE KEY-----\n";
        OwnerOnly.writeNewFile(folder.resolve(name), pem.getBytes(StandardCharsets.US_ASCII));
        return Fingerprint.of(pair.getPublic());
    }

    /** The same key over and over: what is to be loaded is the same. */
    private void wrapMany(Fingerprint fingerprint) throws IOException {
        StringBuilder manifest = new StringBuilder("source,kek,kid,kek_sha256,output\n");
        for (int i = 0; i < BATCH_KEYS; i++) {
            manifest.append(
                    "pem:key.pem,public.pem,%s,%s,%d.byok\n".formatted(KID, fingerprint.hex(), i));
        }
        OwnerOnly.writeNewFile(
                folder.resolve("keys.csv"), manifest.toString().getBytes(StandardCharsets.UTF_8));
        runWithSettings("batch", "run", file("keys.csv"), "--vault", VAULT);
    }

    private void useKey(Fingerprint fingerprint) {
        runWithSettings("inspect", key());
        runWithSettings(
                "key",
                "export-public",
                "--key",
                "pem:" + file("kek.pem"),
                "-o",
                file("public.pem"));
        makeBlob(fingerprint);
        // What replaces a file loads a little more.
        makeBlob(fingerprint, "--force");
        run("inspect", file("key.byok"), "--kek", file("public.pem"));
    }

    /** Any PEM is a KEK when its fingerprint is given. */
    private void makeBlob(Fingerprint fingerprint, String... more) {
        List<String> words = new ArrayList<>(List.of("byok", "create", "--key", key()));
        words.addAll(List.of("-o", file("key.byok"), "--kek", file("public.pem"), "--kid", KID));
        words.addAll(List.of("--kek-sha256", fingerprint.hex(), "--vault", VAULT));
        words.addAll(List.of(more));
        runWithSettings(words.toArray(String[]::new));
    }

    private String key() {
        return "pem:" + file("key.pem");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void runWithSettings(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--settings", file("keyhaul.properties")));
        run(words.toArray(String[]::new));
    }

    private void run(String... command) {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        if (Keyhaul.run(List.of(command), new Console(nowhere, nowhere)) != ExitCode.DONE) {
            failed.add(String.join(" ", command));
        }
    }
}
