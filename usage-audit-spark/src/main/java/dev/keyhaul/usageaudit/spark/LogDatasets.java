package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.usageaudit.log.BadLine;
import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.LogEvent;
import dev.keyhaul.usageaudit.log.LogReader;
import dev.keyhaul.usageaudit.sql.LogTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A log's rows, each event with its origin; the two tables are parts of them. A file is read by one
 * task, once, streaming: the log container's blobs hold an hour each.
 */
record LogDatasets(LogTable table, Dataset<Row> all) implements AutoCloseable {
    private static final long BYTES_A_TASK = 64L * 1024 * 1024;

    static LogDatasets read(
            SparkSession session, LogTable table, List<FileStatus> files, LinesOfFiles lines) {
        List<NumberedFile> numbered =
                IntStream.range(0, files.size())
                        .mapToObj(i -> new NumberedFile(i, files.get(i).getPath().toString()))
                        .toList();
        SerializableConfiguration hadoop =
                new SerializableConfiguration(session.sparkContext().hadoopConfiguration());
        JavaRDD<Row> rows =
                JavaSparkContext.fromSparkContext(session.sparkContext())
                        .parallelize(numbered, tasks(session, files))
                        .mapPartitions(part -> new Rows(table, part, hadoop.value(), lines));
        return new LogDatasets(
                table,
                session.createDataFrame(rows, schema(table)).persist(StorageLevel.DISK_ONLY()));
    }

    /** A few for each processor of the cluster, more where the log is long, none without a file. */
    private static int tasks(SparkSession session, List<FileStatus> files) {
        long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
        long wanted =
                Math.max(2L * session.sparkContext().defaultParallelism(), bytes / BYTES_A_TASK);
        return (int) Math.max(1, Math.min(files.size(), wanted));
    }

    Dataset<Row> events() {
        return all.select(columns(table));
    }

    Dataset<Row> origins() {
        return all.select(columns(table.origins())).distinct();
    }

    @Override
    public void close() {
        all.unpersist();
    }

    private static org.apache.spark.sql.Column[] columns(LogTable table) {
        return table.columns().stream()
                .map(column -> functions.col(column.name()))
                .toArray(org.apache.spark.sql.Column[]::new);
    }

    /** The event's columns, then its origin's but for the number, which the event has. */
    private static StructType schema(LogTable table) {
        List<StructField> fields = new ArrayList<>();
        table.columns().forEach(column -> fields.add(field(column)));
        table.origins().columns().stream().skip(1).forEach(column -> fields.add(field(column)));
        return DataTypes.createStructType(fields);
    }

    private static StructField field(LogTable.Column column) {
        DataType type =
                switch (column.type()) {
                    case BIGINT -> DataTypes.LongType;
                    case INT -> DataTypes.IntegerType;
                    case VARCHAR -> DataTypes.StringType;
                };
        return DataTypes.createStructField(column.name(), type, false);
    }

    /** Pulls rows through one reader, a file after another. */
    private static final class Rows implements Iterator<Row> {
        private final Iterator<NumberedFile> files;
        private final Configuration hadoop;
        private final LinesOfFiles lines;
        private final BadLines found = new BadLines();
        private final LogReader reader;
        private @Nullable Row next;
        private @Nullable NumberedFile current;

        Rows(LogTable table, Iterator<NumberedFile> files, Configuration hadoop, LinesOfFiles lines)
                throws IOException {
            this.files = files;
            this.hadoop = hadoop;
            this.lines = lines;
            reader = table.reader(found);
            advance();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Row next() {
            Row row = next;
            if (row == null) {
                throw new NoSuchElementException();
            }
            try {
                advance();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return row;
        }

        private void advance() throws IOException {
            next = read();
            while (next == null && files.hasNext()) {
                tellLines();
                open(files.next());
                next = read();
            }
            if (next == null) {
                tellLines();
                reader.close();
            }
        }

        private void open(NumberedFile file) throws IOException {
            current = file;
            Path path = new Path(file.path());
            InputStream in = path.getFileSystem(hadoop).open(path);
            reader.open(in, file.number(), file.path());
        }

        private void tellLines() {
            NumberedFile file = current;
            if (file != null) {
                List<BadLine> located =
                        found.located().stream()
                                .filter(line -> line.file().equals(file.path()))
                                .toList();
                lines.add(new FileLines(file.number(), reader.lines(), new ArrayList<>(located)));
            }
        }

        private @Nullable Row read() {
            LogEvent event = reader.next();
            return event == null ? null : row(event.values(), event.origin().values());
        }

        private static Row row(List<Object> event, List<Object> origin) {
            List<Object> all = new ArrayList<>(event);
            all.addAll(origin.subList(1, origin.size()));
            return RowFactory.create(all.toArray());
        }
    }
}
