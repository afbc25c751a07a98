package dev.keyhaul.usageaudit;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.usageaudit.log.BadLine;
import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.LogFiles;
import dev.keyhaul.usageaudit.log.LoggedOperation;
import dev.keyhaul.usageaudit.log.VaultEvent;
import dev.keyhaul.usageaudit.log.VaultLogReader;
import dev.keyhaul.usageaudit.log.VaultOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often a vault's log shows that one version of a key was used: what must be known before that
 * version is disabled. It claims no more than the log shows: whatever was not read, and a log that
 * is not of the vault or ends too early, is an error and not "no uses". So is a row of the vault
 * that is not understood: one that lacks its category, key's identifier, result or caller, or an
 * operation of that version that is not recognised.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class KeyUses {
    /** A log whose newest row of the vault is older does not show what happens now. */
    public static final Duration NEWEST_ROW = Duration.ofDays(3);

    private final KeyIdentifier key;
    private final Counting counted;

    private KeyUses(KeyIdentifier key, Counting counted) {
        this.key = key;
        this.counted = counted;
    }

    /**
     * Reads logs as {@link VaultLogReader} does. A use that names the key without a version may be
     * of any version, and counts.
     *
     * @param named files and folders
     * @param key the key with its version
     * @param now when the newest row must not be older than {@link #NEWEST_ROW}
     * @throws FileException when a file is missing or cannot be read, or a folder has a file that
     *     is no log by its name
     * @throws MalformedInputException when no use was found, and the logs have a line that cannot
     *     be read, a row that is not understood, no row of the vault, or none that is new enough
     */
    public static KeyUses in(List<Path> named, KeyIdentifier key, Instant now)
            throws KeyTransferException {
        Arguments.notNull("now", now);
        List<Path> files = LogFiles.find(named);
        BadLines badLines = new BadLines();
        Counting counting = new Counting(key);
        try (VaultLogReader reader = new VaultLogReader(badLines)) {
            for (int i = 0; i < files.size(); i++) {
                counting.read(reader, files.get(i), i);
            }
        }
        if (counting.uses == 0) {
            requireAllRead(named, badLines);
            requireAllUnderstood(counting);
            requireRows(counting, key, now);
        }
        return new KeyUses(key, counting);
    }

    private static void requireAllRead(List<Path> named, BadLines badLines)
            throws KeyTransferException {
        List<Path> others = LogFiles.others(named);
        if (!others.isEmpty()) {
            throw new FileException(
                    Reason.AUDIT_UNKNOWN,
                    "whether the key was used is unknown: skipped "
                            + others.get(0)
                            + (others.size() > 1
                                    ? " and "
                                            + (others.size() - 1)
                                            + " more, which are not named like logs"
                                    : ", which is not named like a log"),
                    "if it is an archive of logs, unpack it; otherwise move it out of the folder");
        }
        if (badLines.count() > 0) {
            throw unknown(
                    badLines.located().get(0),
                    badLines.count(),
                    "unreadable lines",
                    "download the file again, in UTF-8; if it is not a log, move it out of the folder");
        }
    }

    private static MalformedInputException unknown(
            BadLine first, long all, String what, String hint) {
        return new MalformedInputException(
                Reason.AUDIT_UNKNOWN,
                "whether the key was used is unknown: "
                        + first.file()
                        + ", line "
                        + first.line()
                        + ": "
                        + first.reason()
                        + (all > 1 ? "; and " + (all - 1) + " more " + what : ""),
                hint);
    }

    private static void requireAllUnderstood(Counting counting) throws MalformedInputException {
        BadLine first = counting.firstDoubtful;
        if (first == null) {
            return;
        }
        throw unknown(
                first,
                counting.doubtful,
                "such rows",
                "export the log with all columns, or give the log container's own files; for an operation that is not recognised, try a newer Keyhaul");
    }

    private static void requireRows(Counting counting, KeyIdentifier key, Instant now)
            throws MalformedInputException {
        String hint =
                "give the log of every day until now; to make a new row, read the key and wait up to an hour: az keyvault key show --id "
                        + key;
        if (counting.vaultRows == 0) {
            throw new MalformedInputException(
                    Reason.AUDIT_UNKNOWN,
                    "whether the key was used is unknown: the log has no row for "
                            + key.vault().host(),
                    hint);
        }
        Instant newest = Instant.ofEpochMilli(counting.toMs);
        if (newest.isBefore(now.minus(NEWEST_ROW))) {
            throw new MalformedInputException(
                    Reason.AUDIT_UNKNOWN,
                    "whether the key is still used is unknown: the newest row of "
                            + key.vault().host()
                            + " has the time "
                            + newest
                            + ", more than "
                            + NEWEST_ROW.toDays()
                            + " days ago",
                    hint);
        }
    }

    /** Returns how often it was used; refused attempts count too. */
    public long count() {
        return counted.uses;
    }

    /** Returns the key's version that was looked for. */
    public KeyIdentifier key() {
        return key;
    }

    /** Returns when it was used the last time; empty if it was not used. */
    public Optional<Instant> lastUse() {
        return counted.uses == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(counted.lastUseMs));
    }

    /** Returns how many rows of the vault were read. */
    public long vaultRows() {
        return counted.vaultRows;
    }

    /** Returns the time of the vault's oldest row. */
    public Instant from() {
        return Instant.ofEpochMilli(counted.fromMs);
    }

    /** Returns the time of the vault's newest row. */
    public Instant to() {
        return Instant.ofEpochMilli(counted.toMs);
    }

    /** What is counted while the logs are read. */
    private static final class Counting {
        private final String vault;
        private final int managedHsm;
        private final String name;
        private final String version;
        private long vaultRows;
        private long fromMs = Long.MAX_VALUE;
        private long toMs = Long.MIN_VALUE;
        private long uses;
        private long lastUseMs;
        private long doubtful;
        private @Nullable BadLine firstDoubtful;

        Counting(KeyIdentifier key) {
            vault = key.vault().name().toLowerCase(Locale.ROOT);
            managedHsm = key.vault().isManagedHsm() ? 1 : 0;
            name = key.name().toLowerCase(Locale.ROOT);
            version =
                    key.version()
                            .orElseThrow(() -> new IllegalArgumentException("no version: " + key));
        }

        void read(VaultLogReader reader, Path file, int number) throws FileException {
            try {
                reader.open(InputFile.stream(file), number, file.toString());
            } catch (IOException e) {
                throw FileException.reading(file, e);
            }
            for (VaultEvent event = reader.next(); event != null; event = reader.next()) {
                String doubt = count(event);
                if (!doubt.isEmpty() && doubtful++ == 0) {
                    firstDoubtful = new BadLine(file.toString(), reader.line(), doubt);
                }
            }
        }

        /** Returns why the row may be an unrecognised use; empty if it cannot be one. */
        private String count(VaultEvent event) {
            VaultOrigin origin = event.origin();
            boolean isOfVault = origin.vault().equals(vault) && origin.managedHsm() == managedHsm;
            if (!isOfVault && !origin.vault().isEmpty()) {
                return "";
            }
            if (isOfVault) {
                vaultRows++;
                fromMs = Math.min(fromMs, event.atMs());
                toMs = Math.max(toMs, event.atMs());
            }
            boolean isOfKey =
                    origin.keyName().equals(name)
                            && (origin.keyVersion().isEmpty()
                                    || origin.keyVersion().equals(version));
            Optional<LoggedOperation.Kind> kind =
                    LoggedOperation.named(origin.operation()).map(LoggedOperation::kind);
            boolean isUse = kind.equals(Optional.of(LoggedOperation.Kind.USE));
            if (isOfVault && isOfKey && isUse) {
                uses++;
                lastUseMs = Math.max(lastUseMs, event.atMs());
                return "";
            }
            if (!origin.unread().isEmpty()) {
                return "the row does not state " + origin.unread();
            }
            if (isUse && origin.keyName().isEmpty()) {
                return origin.operation() + " without a key";
            }
            return isOfKey && kind.isEmpty() ? "an operation that is not recognised" : "";
        }
    }
}
