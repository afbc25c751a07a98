package dev.keyhaul.cli.kind;

import dev.keyhaul.backup.destination.RecipientSpec;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.TypedPath;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** The files that a text of an option names: a source, a recipient, or a path where one may be. */
public final class FilesInText {
    private FilesInText() {}

    /** Returns them; of a text that means something else, a path at which no file will be. */
    public static List<Path> of(String text) {
        try {
            if (text.startsWith(RecipientSpec.RSA)) {
                return List.of(Path.of(text.substring(RecipientSpec.RSA.length())));
            }
            return text.indexOf(':') > 0
                    ? Sources.intoToken().parse(TypedSource.of(text)).files()
                    : List.of(Path.of(text));
        } catch (KeyTransferException | InvalidPathException e) {
            return path(text); // Who opens it says what is wrong.
        }
    }

    private static List<Path> path(String text) {
        try {
            return List.of(TypedPath.of(text));
        } catch (KeyTransferException e) {
            return List.of();
        }
    }
}
