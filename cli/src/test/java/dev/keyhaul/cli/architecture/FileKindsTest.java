package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OpenedFiles;
import java.io.FileInputStream;
import java.io.FileReader;
import java.io.RandomAccessFile;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Code that reads a file named by the user first checks what the file is. The error for a file of
 * another kind can then name that kind, and not what a parser misses in it. A new name in a list
 * here is a decision for a reviewer.
 */
@Tag("once")
final class FileKindsTest {
    /** They read bytes, and do not say which kind of file is needed. */
    private static final Set<String> WITHOUT_A_KIND =
            Set.of(
                    // It finds out what the file is, for a command that shows any kind.
                    "dev.keyhaul.cli.inspect.Named",
                    // Files of a store, under names of its own in its folder: nobody names one.
                    "dev.keyhaul.backup.CopyFiles",
                    "dev.keyhaul.backup.CopyWriter",
                    "dev.keyhaul.backup.StoreMarker",
                    "dev.keyhaul.backup.VaultBackup",
                    "dev.keyhaul.backup.journal.JournalFile",
                    "dev.keyhaul.localvault.state.VaultStateFolder",
                    // Records and their signatures, in their folder.
                    "dev.keyhaul.ceremony.RecordFolder",
                    "dev.keyhaul.ceremony.RecordList",
                    // A plan, whose reader refuses any other file.
                    "dev.keyhaul.ceremony.plan.CeremonyPlan",
                    // What this account remembers of a plan.
                    "dev.keyhaul.ceremony.plan.PlanMemory",
                    // What this account notes of keys that are being made.
                    "dev.keyhaul.cli.option.UnprovenNotes",
                    // A signature beside what it signs, whose kind was asked for.
                    "dev.keyhaul.ceremony.kek.KekAuthentication",
                    // Only a hash is made of the bytes, or they are compared.
                    "dev.keyhaul.batch.BatchFile",
                    "dev.keyhaul.ceremony.RecordedFiles",
                    "dev.keyhaul.ceremony.plan.PlanFiles",
                    "dev.keyhaul.ceremony.plan.StoreLook",
                    "dev.keyhaul.cli.ceremony.HostModules",
                    "dev.keyhaul.cli.ceremony.ProgramDigest",
                    "dev.keyhaul.core.file.OutputFile",
                    // What it is to be, its parser asks: a KEK, or a certificate.
                    "dev.keyhaul.batch.destination.DecidingFile",
                    // Settings, which have no form of their own; their reader names line and key.
                    "dev.keyhaul.core.file.TrustedFile",
                    // Its own access file, whose form it requires before it is replaced.
                    "dev.keyhaul.localvault.access.ServerFile",
                    // The kernel's.
                    "dev.keyhaul.ceremony.HostName",
                    // A password may look like anything.
                    "dev.keyhaul.core.secret.SecretFile");

    /** They open files by themselves: too long to be read whole, or not to be parsed. */
    private static final Set<String> OTHERWISE =
            Set.of(
                    // A manifest is read line by line, after it was asked what it is.
                    "dev.keyhaul.batch.rows.ManifestReader",
                    // Logs of any length; the audit refuses one without a row.
                    "dev.keyhaul.usageaudit.KeyUses",
                    "dev.keyhaul.usageaudit.duckdb.LogLoader",
                    // The module: loaded by the system, hashed here.
                    "dev.keyhaul.pkcs11.session.LibraryFile",
                    // Locks, and files that are written.
                    "dev.keyhaul.backup.StoreLock",
                    "dev.keyhaul.core.FreeSpace",
                    "dev.keyhaul.core.file.OutputFile",
                    "dev.keyhaul.core.file.OwnerOnly",
                    // The kernel's.
                    "dev.keyhaul.cli.doctor.InstallationCheck",
                    "dev.keyhaul.core.file.SwapSpace");

    /** Their threads are not those of {@link OpenedFiles}: what they read is no input by itself. */
    private static final Set<String> THREADS_OF_THEIR_OWN =
            Set.of(
                    // A batch compares the files of all lines with all outputs before it begins.
                    "dev.keyhaul.batch.WriterThread",
                    // Its command writes no file.
                    "dev.keyhaul.cli.doctor.Examination",
                    // They read no file.
                    "dev.keyhaul.cli.byok.ByokCreateCommand",
                    "dev.keyhaul.cli.process.Interruption",
                    "dev.keyhaul.cli.process.ProcessGuard",
                    "dev.keyhaul.cli.process.TerminalLine",
                    "dev.keyhaul.core.key.RsaKeyHealth",
                    "dev.keyhaul.pkcs11.jna.ProcessEnd",
                    "dev.keyhaul.pkcs11.session.Closer",
                    "dev.keyhaul.usageaudit.duckdb.WorkFolder");

    @Test
    void threadsOfACommand_registerWhatTheyRead() {
        Set<String> starting = new TreeSet<>(Classes.callers(Thread.class, "<init>"));
        for (Method method : Executors.class.getMethods()) {
            starting.addAll(Classes.callers(Executors.class, method.getName()));
        }
        for (Class<?> collection : List.of(Collection.class, List.class, Set.class)) {
            starting.addAll(Classes.callers(collection, "parallelStream"));
        }
        assertThat(starting).contains("dev.keyhaul.usageaudit.duckdb.LogLoader");
        starting.remove(OpenedFiles.class.getName());
        starting.removeAll(Classes.callers(OpenedFiles.class, "threads"));
        starting.removeAll(Classes.callers(OpenedFiles.class, "carrying"));

        assertThat(starting).isEqualTo(new TreeSet<>(THREADS_OF_THEIR_OWN));
    }

    @Test
    void readerOfAFile_asksWhatItIs() {
        Set<String> readers = new TreeSet<>();
        for (String method : List.of("read", "readRegular", "readOpenedOrPipe", "readBack")) {
            readers.addAll(Classes.callers(InputFile.class, method));
        }
        assertThat(readers).contains("dev.keyhaul.cli.inspect.Named");
        readers.removeAll(Classes.callers(InputFile.class, "parsed"));
        readers.removeAll(Classes.callers(FileKind.class, "require"));

        assertThat(readers).isEqualTo(new TreeSet<>(WITHOUT_A_KIND));
    }

    @Test
    void filesAreRead_byInputFile() {
        Set<String> readers = new TreeSet<>();
        Stream.of(
                        "readAllBytes",
                        "readString",
                        "readAllLines",
                        "lines",
                        "newInputStream",
                        "newBufferedReader",
                        "newByteChannel")
                .forEach(method -> readers.addAll(Classes.callers(Files.class, method)));
        readers.addAll(Classes.callers(FileChannel.class, "open"));
        for (Class<?> other :
                List.of(FileInputStream.class, FileReader.class, RandomAccessFile.class)) {
            readers.addAll(Classes.callers(other, "<init>"));
        }
        readers.addAll(Classes.callers(InputFile.class, "stream"));
        readers.remove(InputFile.class.getName());

        assertThat(readers).isEqualTo(new TreeSet<>(OTHERWISE));
    }
}
