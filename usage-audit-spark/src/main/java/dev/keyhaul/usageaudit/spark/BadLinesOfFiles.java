package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.usageaudit.log.BadLine;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/** Bad lines by file: a task that runs again, on another executor, says the same again. */
final class BadLinesOfFiles extends AccumulatorV2<FileBadLines, Map<Integer, FileBadLines>> {
    private static final long serialVersionUID = 1L;

    private final HashMap<Integer, FileBadLines> files = new HashMap<>();

    @Override
    public boolean isZero() {
        return files.isEmpty();
    }

    @Override
    public BadLinesOfFiles copy() {
        BadLinesOfFiles copy = new BadLinesOfFiles();
        copy.merge(this);
        return copy;
    }

    @Override
    public void reset() {
        files.clear();
    }

    @Override
    public void add(FileBadLines ofFile) {
        files.put(ofFile.file(), ofFile);
    }

    @Override
    public void merge(AccumulatorV2<FileBadLines, Map<Integer, FileBadLines>> other) {
        files.putAll(other.value());
    }

    @Override
    public Map<Integer, FileBadLines> value() {
        return new TreeMap<>(files);
    }

    long count() {
        return files.values().stream().mapToLong(FileBadLines::count).sum();
    }

    List<BadLine> located() {
        return files.values().stream()
                .flatMap(file -> file.located().stream())
                .sorted(Comparator.comparing(BadLine::file).thenComparing(BadLine::line))
                .toList();
    }
}
