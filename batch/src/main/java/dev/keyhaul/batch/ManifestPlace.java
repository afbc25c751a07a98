package dev.keyhaul.batch;

import dev.keyhaul.core.MalformedInputException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where in a manifest something is wrong, as every message says it. */
record ManifestPlace(Path file) {
    MalformedInputException wrong(int line, String what, @Nullable String hint) {
        return new MalformedInputException(file + ", line " + line + ": " + what, hint);
    }

    MalformedInputException wrong(int line, int column, String what, @Nullable String hint) {
        return new MalformedInputException(
                file + ", line " + line + ", column " + column + ": " + what, hint);
    }
}
