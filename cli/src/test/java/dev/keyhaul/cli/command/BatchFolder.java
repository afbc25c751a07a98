package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A working folder with keys, a KEK and manifests; its blobs are opened with the JDK alone. */
final class BatchFolder {
    private static final int KEYS = 12;

    final RealCommand command;
    final Path folder;
    private final KeyPair kek;
    private final List<KeyPair> keys = new ArrayList<>();

    BatchFolder(RealCommand command) throws Exception {
        this.command = command;
        this.folder = command.folder;
        kek = KekFiles.rsa(2048);
        KekFiles.write(folder, "kek.json", KekFiles.az(kek.getPublic()));
        Files.createDirectories(folder.resolve("keys"));
        for (int i = 0; i < KEYS; i++) {
            keys.add(KekFiles.rsa(2048));
            KekFiles.write(folder, "keys/" + i + ".pem", KekFiles.pem(keys.get(i).getPrivate()));
        }
    }

    /** What a second person adds to a batch: the KEK's fingerprint, and the vault. */
    String[] trust() throws Exception {
        return KekFiles.trust(folder, "kek.json");
    }

    /** The key of a PEM item; there are fewer keys than items. */
    KeyPair key(int item) {
        return keys.get(item % KEYS);
    }

    static String pem(int item) {
        return "pem:keys/" + item % KEYS + ".pem";
    }

    /** Writes a manifest of three columns. */
    Path manifest(String name, List<String> sources) throws IOException {
        StringBuilder csv = new StringBuilder("source,kek,output\n");
        for (int i = 0; i < sources.size(); i++) {
            csv.append(sources.get(i)).append(",kek.json,").append(output(name, i)).append('\n');
        }
        Files.createDirectories(folder.resolve(name));
        return Files.writeString(folder.resolve(name + ".csv"), csv.toString());
    }

    private static String output(String name, int item) {
        return name + "/" + item + ".byok";
    }

    /** What is in the folder of outputs, temporary files too. */
    Set<String> outputs(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.map(file -> file.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    static Set<String> names(int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> i + ".byok")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    JsonObject blob(String name, int item) throws Exception {
        return JsonObject.parse(Files.readAllBytes(folder.resolve(output(name, item))));
    }

    /** Opens a blob with the KEK's private half, and returns the key in it. */
    RSAPrivateCrtKey open(String name, int item) throws Exception {
        JsonObject blob = blob(name, item);
        assertThat(blob.object("header").string("kid")).isEqualTo(KekFiles.KID);
        return OpenedBlob.of(blob.string("ciphertext"), kek.getPrivate()).key();
    }

    /** The lines of a journal that say of an item that it is done, by the manifest's line. */
    static List<Long> doneLines(Path journal) throws Exception {
        List<Long> lines = new ArrayList<>();
        for (String line : Files.readAllLines(journal)) {
            JsonObject entry = JsonObject.parse(line.getBytes(StandardCharsets.UTF_8));
            if (entry.has("done")) {
                lines.add(entry.number("item"));
            }
        }
        return lines;
    }
}
