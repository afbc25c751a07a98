package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a plan says that a file or a folder is: a path below the plan's own folder, or {@code
 * place.NAME}, which each host's settings map to a path of that host. No plan can name another
 * path.
 *
 * @param text such as {@code copies} or {@code place.drive-a/copies}
 * @since 0.1.0
 */
public record PlannedPlace(String text) {
    private static final int MAX_LENGTH = 255;
    private static final Pattern NAMED = Pattern.compile("place\\.([a-z0-9][a-z0-9-]{0,31})(/.*)?");

    /** No name that is more than a name, also on FAT and on Windows, or in a command line. */
    private static final Pattern SEGMENT =
            Pattern.compile("(?![-.])[\\p{L}\\p{N} ._()+@-]{1,255}(?<![. ])");

    /** Refuses what is neither. */
    public PlannedPlace {
        if (text.length() > MAX_LENGTH || !isPath(text)) {
            throw new IllegalArgumentException(
                    "a plan can name only a path below its own folder, of letters, digits, blanks"
                            + " and ._()+@-, or place.NAME, which a host's settings map to a path");
        }
    }

    private static boolean isPath(String text) {
        for (String segment : text.split("/", -1)) {
            if (!SEGMENT.matcher(segment).matches()) {
                return false;
            }
        }
        return !text.startsWith("place.") || NAMED.matcher(text).matches();
    }

    /** Returns the name that a host's settings map, if it has one. */
    public Optional<String> name() {
        Matcher named = NAMED.matcher(text);
        return named.matches() ? Optional.of(named.group(1)) : Optional.empty();
    }

    /**
     * Returns where it is on a host.
     *
     * @param folder the plan's folder
     * @param places the paths that the host's settings give to names
     * @throws RefusedException if the host has no path for its name, or a link leads out of the
     *     plan's folder
     * @throws FileException if that cannot be found out
     */
    public Path in(Path folder, Map<String, Path> places) throws KeyTransferException {
        Optional<String> name = name();
        if (name.isEmpty()) {
            return below(folder);
        }
        Path mapped = places.get(name.get());
        if (mapped == null) {
            throw new RefusedException(
                    Reason.PLAN_PLACE,
                    "this host has no path for 'place." + name.get() + "' of the plan",
                    "write it into this host's settings: place."
                            + name.get()
                            + " = /absolute/path");
        }
        int slash = text.indexOf('/');
        return slash < 0 ? mapped : mapped.resolve(text.substring(slash + 1));
    }

    private Path below(Path folder) throws KeyTransferException {
        Path path = folder.resolve(text).normalize();
        Path there = nearest(path, folder);
        try {
            if (Files.exists(folder) && !there.toRealPath().startsWith(folder.toRealPath())) {
                throw new RefusedException(
                        Reason.PLAN_PLACE,
                        path + " is a link that leads out of the plan's folder",
                        "find out who made it; map another path with place.NAME");
            }
        } catch (IOException e) {
            throw FileException.reading(there, e);
        }
        return path;
    }

    /** Returns the path, or the nearest folder above that exists; at the most the plan's own. */
    private static Path nearest(Path path, Path folder) {
        Path there = path;
        while (!there.equals(folder) && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            Path above = there.getParent();
            if (above == null) {
                return folder;
            }
            there = above;
        }
        return there;
    }

    @Override
    public String toString() {
        return text;
    }
}
