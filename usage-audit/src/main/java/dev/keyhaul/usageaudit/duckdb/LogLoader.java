package dev.keyhaul.usageaudit.duckdb;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OpenedFiles;
import dev.keyhaul.usageaudit.AuditProgress;
import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.InputLines;
import dev.keyhaul.usageaudit.sql.LogTable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;

/** Reads a log's files into its tables, a file a thread. */
final class LogLoader {
    private final DuckDbEngine engine;
    private final LogTable table;
    private final List<Path> files;
    private final BadLines badLines;
    private final AuditProgress progress;
    private final AtomicReferenceArray<InputLines> lines;
    private final AtomicInteger next = new AtomicInteger();

    LogLoader(
            DuckDbEngine engine,
            LogTable table,
            List<Path> files,
            BadLines badLines,
            AuditProgress progress) {
        this.engine = engine;
        this.table = table;
        this.files = List.copyOf(files);
        this.badLines = badLines;
        this.progress = progress;
        this.lines = new AtomicReferenceArray<>(files.size());
    }

    /** Returns how many lines of each file counted, in the order of the files. */
    List<InputLines> run(int threads) throws KeyTransferException {
        int count = Math.max(1, Math.min(threads, files.size()));
        ExecutorService pool = Executors.newFixedThreadPool(count, OpenedFiles.threads());
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                running.add(pool.submit((Callable<Void>) () -> appendFiles()));
            }
            for (Future<Void> each : running) {
                await(each);
            }
            return IntStream.range(0, files.size()).mapToObj(lines::get).toList();
        } finally {
            next.set(files.size());
            pool.shutdown();
        }
    }

    private static void await(Future<Void> running) throws KeyTransferException {
        try {
            running.get();
        } catch (InterruptedException e) {
            throw FileException.interrupted("cannot finish the audit", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeyTransferException known) {
                throw known;
            }
            if (e.getCause() instanceof SQLException failure) {
                throw DuckDbAudit.failed(new DuckDbEngine.SqlFailure(failure));
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Void appendFiles() throws KeyTransferException, SQLException, IOException {
        try (DuckDBConnection connection = engine.another()) {
            connection.setAutoCommit(false);
            try (LogRows rows = new LogRows(connection, table, badLines)) {
                int number = next.getAndIncrement();
                while (number < files.size()) {
                    append(number, rows);
                    number = next.getAndIncrement();
                }
            }
            connection.commit();
        }
        return null;
    }

    private void append(int number, LogRows rows) throws KeyTransferException, SQLException {
        Path file = files.get(number);
        try (InputStream in = new Told(InputFile.stream(file), progress)) {
            lines.set(number, rows.append(in, number, file.toString()));
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    /** Reports how many bytes of the file on disk were read. */
    private static final class Told extends FilterInputStream {
        private final AuditProgress progress;

        Told(InputStream in, AuditProgress progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = super.read(into, from, length);
            progress.read(Math.max(count, 0));
            return count;
        }
    }
}
