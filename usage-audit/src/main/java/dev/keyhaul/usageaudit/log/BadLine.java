package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.argument.Arguments;
import java.io.Serializable;

/**
 * A line, or a record, that could not be read.
 *
 * @param file the file's name as it was given, or found in a folder
 * @param line the line, from 1; of a record over several lines the first
 * @param reason what is wrong with it, without its content
 * @since 0.1.0
 */
public record BadLine(String file, long line, String reason) implements Serializable {
    public BadLine {
        Arguments.notNull("file", file, "reason", reason);
    }
}
