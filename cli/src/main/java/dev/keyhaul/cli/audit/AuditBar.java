package dev.keyhaul.cli.audit;

import dev.keyhaul.usageaudit.AuditProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** The audit's progress as a bar on a terminal; elsewhere nothing. */
final class AuditBar implements AuditProgress, AutoCloseable {
    /** Told to the library, which would start programs to find the terminal's width. */
    private static final int WIDTH = 100;

    private static final long MIB = 1024 * 1024;

    private final @Nullable ProgressBar bar;

    private AuditBar(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    static AuditBar on(boolean shown, List<Path> vaultFiles, List<Path> rmsFiles) {
        if (!shown) {
            return new AuditBar(null);
        }
        long bytes =
                Stream.concat(vaultFiles.stream(), rmsFiles.stream())
                        .mapToLong(AuditBar::size)
                        .sum();
        return new AuditBar(
                new ProgressBarBuilder()
                        .setTaskName("reading")
                        .setInitialMax(bytes)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUnit(" MiB", MIB)
                        .showSpeed()
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                        .build());
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // The reading itself will say what is wrong.
        }
    }

    @Override
    public void read(long bytes) {
        if (bar != null) {
            bar.stepBy(bytes);
        }
    }

    @Override
    public void step(String name) {
        if (bar != null) {
            bar.setExtraMessage(" " + name);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
