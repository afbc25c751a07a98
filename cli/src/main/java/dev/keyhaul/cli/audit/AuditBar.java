package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.console.TerminalBar;
import dev.keyhaul.usageaudit.AuditProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The audit's progress as a bar on a terminal; elsewhere nothing. */
record AuditBar(@Nullable TerminalBar bar) implements AuditProgress, AutoCloseable {
    private static final long MIB = 1024 * 1024;

    static AuditBar on(boolean shown, List<Path> vaultFiles, List<Path> rmsFiles) {
        if (!shown) {
            return new AuditBar(null);
        }
        long bytes =
                Stream.concat(vaultFiles.stream(), rmsFiles.stream())
                        .mapToLong(AuditBar::size)
                        .sum();
        return new AuditBar(new TerminalBar("reading", bytes, " MiB", MIB));
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
            bar.show(name);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
