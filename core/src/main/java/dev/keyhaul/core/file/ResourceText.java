package dev.keyhaul.core.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text that is shipped beside a class, in UTF-8. */
public final class ResourceText {
    private ResourceText() {}

    /**
     * Reads it all and closes it.
     *
     * @param resource what the class itself opened: another module may not
     * @param name for the error when it is missing, which no installation of ours has
     */
    public static String read(@Nullable InputStream resource, String name) {
        try (resource) {
            if (resource == null) {
                throw new IllegalStateException("no " + name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
