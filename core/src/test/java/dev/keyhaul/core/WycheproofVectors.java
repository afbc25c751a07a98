package dev.keyhaul.core;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Project Wycheproof's vectors, where they lie beside the repository. */
public final class WycheproofVectors {
    private WycheproofVectors() {}

    /** Reads a file of vectors; its absence skips the test. */
    public static JsonObject read(String file) throws IOException, MalformedInputException {
        Path path =
                Path.of(System.getProperty("keyhaul.root", ".."))
                        .resolve("../shared/vectors/wycheproof")
                        .resolve(file)
                        .normalize();
        assumeTrue(Files.isRegularFile(path), () -> "no Wycheproof vectors at " + path);
        return JsonObject.parse(Files.readAllBytes(path));
    }
}
