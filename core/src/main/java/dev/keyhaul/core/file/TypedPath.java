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

    /** With any ending, in any letters; with a superscript digit too. */
    private static final Pattern DEVICE =
            Pattern.compile(
                    "(?:con|prn|aux|nul|conin\\$|conout\\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]) *(?:\\..*)?",
                    Pattern.CASE_INSENSITIVE);

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
        Path path = parsed(text);
        if (path.getFileSystem().getSeparator().equals("\\")) {
            for (Path name : path) {
                requireNameOfWindows(name.toString());
            }
        }
        return path;
    }

    private static Path parsed(String text) throws MalformedIdentifierException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            String at = e.getIndex() < 0 ? "" : " (character " + (e.getIndex() + 1) + ")";
            throw refused("'" + text + "' is not a path: " + e.getReason() + at, "check the path");
        }
    }

    /** What Windows would take for a device, or store under another name. */
    static void requireNameOfWindows(String name) throws MalformedIdentifierException {
        if (DEVICE.matcher(name).matches()) {
            throw refused(
                    "'" + name + "' is the name of a device on Windows", "choose another name");
        }
        boolean isFolder = name.equals(".") || name.equals("..");
        if (!isFolder && (name.endsWith(".") || name.endsWith(" "))) {
            throw refused(
                    "'" + name + "' ends with a dot or a blank, which Windows drops",
                    "choose another name");
        }
    }

    private static MalformedIdentifierException refused(String message, String hint) {
        return new MalformedIdentifierException(Reason.VALUE_FORM, message, hint);
    }
}
