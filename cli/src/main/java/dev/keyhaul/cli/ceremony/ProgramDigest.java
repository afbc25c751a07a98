package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which program this is: its version, and the SHA-256 of its archive and of all that it loads from
 * beside it. A program that was changed can lie about itself: this finds an update and a mix-up,
 * and whoever compares the plan's value with that of the published bundle finds the rest.
 */
final class ProgramDigest {
    private static final int MAX_BYTES = 256 * 1024 * 1024;

    private ProgramDigest() {}

    /** Returns it in words, as a plan has it. */
    static String text() throws FileException {
        return Version.generator() + PlannedHost.PROGRAM_SHA256 + sha256();
    }

    /** Returns the SHA-256 of the program that runs. */
    static String sha256() throws FileException {
        try {
            Path program =
                    Path.of(
                            Version.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return of(program);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("an archive's location is a URI", e);
        }
    }

    /** Returns the program's name and version, as a plan's text has them. */
    static String generatorIn(String text) {
        return text.split(PlannedHost.PROGRAM_SHA256, 2)[0];
    }

    /** The names count as well: a file that was added, removed or renamed changes it. */
    static String of(Path program) throws FileException {
        Path home = program.resolveSibling(".").normalize();
        SortedMap<String, Path> files = new TreeMap<>();
        for (Path part : List.of(program, home.resolve("lib"), home.resolve("natives"))) {
            if (Files.exists(part)) {
                try (Stream<Path> tree = Files.walk(part)) {
                    tree.filter(Files::isRegularFile)
                            .forEach(
                                    file ->
                                            files.put(
                                                    home.relativize(file)
                                                            .toString()
                                                            .replace('\\', '/'),
                                                    file));
                } catch (IOException e) {
                    throw FileException.reading(part, e);
                }
            }
        }
        MessageDigest all = Sha256.begin();
        for (var file : files.entrySet()) {
            all.update(file.getKey().getBytes(StandardCharsets.UTF_8));
            all.update((byte) 0);
            all.update(Sha256.begin().digest(InputFile.readRegular(file.getValue(), MAX_BYTES)));
        }
        return HexFormat.of().formatHex(all.digest());
    }
}
