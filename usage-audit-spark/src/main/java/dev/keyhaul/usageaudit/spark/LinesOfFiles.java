package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.usageaudit.log.BadLine;
import dev.keyhaul.usageaudit.log.InputLines;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/** Lines by file: a task that runs again, on another executor, says the same again. */
final class LinesOfFiles extends AccumulatorV2<FileLines, Map<Integer, FileLines>> {
    private static final long serialVersionUID = 1L;

    private final HashMap<Integer, FileLines> files = new HashMap<>();

    @Override
    public boolean isZero() {
        return files.isEmpty();
    }

    @Override
    public LinesOfFiles copy() {
        LinesOfFiles copy = new LinesOfFiles();
        copy.merge(this);
        return copy;
    }

    @Override
    public void reset() {
        files.clear();
    }

    @Override
    public void add(FileLines ofFile) {
        files.put(ofFile.file(), ofFile);
    }

    @Override
    public void merge(AccumulatorV2<FileLines, Map<Integer, FileLines>> other) {
        files.putAll(other.value());
    }

    @Override
    public Map<Integer, FileLines> value() {
        return new TreeMap<>(files);
    }

    /** Returns how many lines of each file counted, in the order of the files' numbers. */
    List<InputLines> lines() {
        return value().values().stream().map(FileLines::lines).toList();
    }

    List<BadLine> located() {
        return files.values().stream()
                .flatMap(file -> file.located().stream())
                .sorted(Comparator.comparing(BadLine::file).thenComparing(BadLine::line))
                .toList();
    }
}
