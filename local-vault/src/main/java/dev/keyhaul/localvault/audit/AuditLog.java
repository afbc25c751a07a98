package dev.keyhaul.localvault.audit;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * AuditEvent logs as Azure Monitor lays them out in a storage account: {@code
 * insights-logs-auditevent/resourceId=/SUBSCRIPTIONS/…/y=2026/m=01/d=31/h=23/m=00/PT1H.json}, one
 * object a line, one file an hour. Thread-safe; a restart goes on in the same files.
 */
public final class AuditLog {
    private static final String CONTAINER = "insights-logs-auditevent";
    private static final String RESOURCE_GROUP = "KEYHAUL-REHEARSAL";

    private static final int MAX_WAITING = 64;

    private final Path folder;
    private final UUID subscription;

    /** The last requests without a good token, for vaults that nobody with one has asked yet. */
    private final Deque<AuditEvent> waiting = new ArrayDeque<>();

    private AuditLog(Path folder, UUID subscription) {
        this.folder = folder;
        this.subscription = subscription;
    }

    /**
     * Logs below {@code folder}, which is made for its owner alone when it is not there.
     *
     * @throws FileException when it is no folder and cannot become one
     */
    public static AuditLog in(Path folder, UUID subscription) throws FileException {
        try {
            createFolders(folder.toAbsolutePath().resolve(CONTAINER));
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
        return new AuditLog(folder.toAbsolutePath(), subscription);
    }

    /** Returns the Azure resource id that a vault's lines bear, in the log's capitals. */
    public static String resourceId(UUID subscription, VaultHost host) {
        return "/SUBSCRIPTIONS/%s/RESOURCEGROUPS/%s/PROVIDERS/MICROSOFT.KEYVAULT/%s/%s"
                .formatted(
                        subscription,
                        RESOURCE_GROUP,
                        host.isManagedHsm() ? "MANAGEDHSMS" : "VAULTS",
                        host.name())
                .toUpperCase(Locale.ROOT);
    }

    /**
     * Appends a line in one write. A vault's folder is made when its first caller has a good token,
     * with the lines of those before who had none, {@value #MAX_WAITING} at most: whoever reaches
     * the port names vaults as they like.
     *
     * @throws IOException when the disk does not take it
     */
    public synchronized void write(AuditEvent event) throws IOException {
        if (event.caller().isEmpty() && !Files.isDirectory(folderOf(event))) {
            waiting.addLast(event);
            if (waiting.size() > MAX_WAITING) {
                waiting.removeFirst();
            }
            return;
        }
        for (AuditEvent before : List.copyOf(waiting)) {
            if (before.host().equals(event.host())) {
                append(before);
                waiting.remove(before);
            }
        }
        append(event);
    }

    private Path folderOf(AuditEvent event) {
        return folder.resolve(CONTAINER + "/resourceId=" + resourceId(subscription, event.host()));
    }

    private void append(AuditEvent event) throws IOException {
        String resourceId = resourceId(subscription, event.host());
        ZonedDateTime time = event.time().atZone(ZoneOffset.UTC);
        Path file =
                folderOf(event)
                        .resolve(
                                String.format(
                                        Locale.ROOT,
                                        "y=%04d/m=%02d/d=%02d/h=%02d/m=00/PT1H.json",
                                        time.getYear(),
                                        time.getMonthValue(),
                                        time.getDayOfMonth(),
                                        time.getHour()));
        createFolders(file.resolveSibling(""));
        String line = event.toJson(resourceId).toCompactString() + "\n";
        append(file, line.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The server's end interrupts its threads, and an interrupted thread's channel closes itself:
     * what was done before that is logged nevertheless, once and whole.
     */
    private static void append(Path file, byte[] line) throws IOException {
        long end = Files.exists(file) ? Files.size(file) : 0;
        boolean isInterrupted = false;
        boolean isWritten = false;
        try {
            while (!isWritten) {
                isInterrupted |= Thread.interrupted();
                try (FileChannel channel = OwnerOnly.openForWriting(file)) {
                    channel.position(end);
                    OwnerOnly.writeAll(channel, line);
                    isWritten = true;
                } catch (ClosedByInterruptException e) {
                    // From the same place again.
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            OwnerOnly.createFolders(folder);
        }
    }
}
