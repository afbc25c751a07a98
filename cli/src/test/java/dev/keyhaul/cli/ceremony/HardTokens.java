package dev.keyhaul.cli.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tokens that outlive whoever uses them, as those of an HSM do. SoftHSM empties the file of a token
 * before it writes it, at each sign-in: if it is killed between the two, the token is lost.
 */
final class HardTokens {
    private final Path tokens;
    private final Map<Path, byte[]> whole = new HashMap<>();

    private HardTokens(Path tokens) {
        this.tokens = tokens;
    }

    static HardTokens of(Party party) throws IOException {
        HardTokens kept = new HardTokens(Snapshot.memory(party).resolveSibling("tokens"));
        kept.restore();
        return kept;
    }

    /** Puts back what a kill has cut off. */
    void restore() throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(tokens)) {
            files = tree.filter(file -> file.endsWith("token.object")).toList();
        }
        for (Path file : files) {
            byte[] now = Files.readAllBytes(file);
            byte[] before = whole.getOrDefault(file, now);
            if (now.length < before.length) {
                Files.write(file, before);
            } else {
                whole.put(file, now);
            }
        }
    }
}
