package dev.keyhaul.core.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where Linux pages memory out to, and whether that is encrypted: on a plain disk a clear key may
 * outlive its process.
 *
 * <p>Encrypted is what dm-crypt guards, on each path down to a disk; zram without a backing device
 * never leaves the memory. What cannot be told (encryption by the disk itself, a file system
 * without a device of its own) counts as not encrypted. On other systems nothing is known, and
 * nothing said.
 */
public final class SwapSpace {
    private static final int MAX_DEPTH = 8;

    private final Path root;

    private SwapSpace(Path root) {
        this.root = root;
    }

    /** Warns, before a clear key is read, if swap may hold it in the clear. */
    public static void warnIfClear(Consumer<String> warnings) {
        List<String> clear = below(Path.of("/")).notEncrypted();
        if (!clear.isEmpty()) {
            warnings.accept(
                    "swap might not be encrypted ("
                            + String.join(", ", clear)
                            + "): a clear key could be paged out to it; run 'swapoff -a' first, or encrypt the swap");
        }
    }

    /** The host whose {@code /proc} and {@code /sys} are in this folder. */
    static SwapSpace below(Path root) {
        return new SwapSpace(root);
    }

    /** Returns the devices and files that are in use for swap and may not be encrypted. */
    List<String> notEncrypted() {
        List<String> swaps = lines("proc/swaps");
        List<String> found = new ArrayList<>();
        // Below the heading. A stream would be slower, and every key from a file comes by here.
        for (String line : swaps.subList(Math.min(1, swaps.size()), swaps.size())) {
            String[] words = line.split("\\s+", -1);
            if (words.length > 1 && !isSafe(unescaped(words[0]), words[1])) {
                found.add(unescaped(words[0]));
            }
        }
        return found;
    }

    private boolean isSafe(String name, String type) {
        Optional<Path> device =
                type.equals("file") ? deviceOfFile(name) : Optional.of(deviceOfNode(name));
        return device.filter(path -> isSafe(path, 0)).isPresent();
    }

    private boolean isSafe(Path device, int depth) {
        if (Files.exists(device.resolve("mm_stat"))) {
            List<String> backing = lines(device.resolve("backing_dev"));
            return backing.isEmpty() || backing.get(0).equals("none");
        }
        if (firstLine(device.resolve("dm/uuid")).startsWith("CRYPT-")) {
            return true;
        }
        List<Path> below = children(device.resolve("slaves"));
        return depth < MAX_DEPTH
                && !below.isEmpty()
                && below.stream().allMatch(slave -> isSafe(slave, depth + 1));
    }

    private Path deviceOfNode(String name) {
        return root.resolve("sys/class/block").resolve(Path.of(name).getFileName().toString());
    }

    /** The file system that holds a file is the one whose mount point is its longest prefix. */
    private Optional<Path> deviceOfFile(String name) {
        // Fields of proc(5): id, parent, device, root, mount point, …
        return lines("proc/self/mountinfo").stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length > 4)
                .filter(words -> Path.of(name).startsWith(unescaped(words[4])))
                .max(Comparator.comparingInt(words -> unescaped(words[4]).length()))
                .map(words -> root.resolve("sys/dev/block").resolve(words[2]));
    }

    /** The kernel writes spaces, tabs, newlines and backslashes as three octal digits. */
    private static String unescaped(String name) {
        return name.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    private String firstLine(Path file) {
        return lines(file).stream().findFirst().orElse("");
    }

    private List<String> lines(String file) {
        return lines(root.resolve(file));
    }

    /** A file that is not there is as good as an empty one. */
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return new ArrayList<>(all.toList());
        } catch (IOException e) {
            return List.of();
        }
    }
}
