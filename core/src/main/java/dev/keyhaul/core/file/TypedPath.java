package dev.keyhaul.core.file;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A path as a person typed it: what would name another file than the one they mean is refused. */
public final class TypedPath {
    /** What is wrong with a hyphen, and what to do: it stands for no stream. */
    public static final String NO_STREAM = "'-' is not standard input or output here";

    public static final String NAME_A_FILE = "give the name of a file instead";

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

    private TypedPath() {}

    /**
     * Reads it.
     *
     * @throws MalformedIdentifierException if it can be no path here, or is what only a shell, a
     *     browser or another program takes for a file: {@code -}, {@code ~}, an address
     */
    public static Path of(String text) throws MalformedIdentifierException {
        if (text.equals("-")) {
            throw refused(NO_STREAM, NAME_A_FILE);
        }
        if (text.startsWith("-")) {
            throw refused(
                    "'" + text + "' is no option here",
                    "if it is the name of a file, write ./ before it");
        }
        if (text.equals("~") || text.startsWith("~/")) {
            throw refused(
                    "'" + text + "' begins with ~, which no shell has expanded here",
                    "write the whole path, or \"$HOME\" in place of ~");
        }
        if (ADDRESS.matcher(text).matches()) {
            throw refused(
                    "'" + text + "' is an address, and a file is needed",
                    "save what is there in a file, and give the name of that file");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw refused("'" + text + "' is not a path: " + e.getReason(), "check the path");
        }
    }

    private static MalformedIdentifierException refused(String message, String hint) {
        return new MalformedIdentifierException(Reason.VALUE_FORM, message, hint);
    }
}
