package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.argument.Arguments;
import java.io.Serializable;

/**
 * How many lines of one file counted. A record over several lines is one line here; a header is
 * none.
 *
 * @param file the file's name as it was given, or found in a folder
 * @param counted lines that are rows of the log
 * @param ofOtherCategory rows of the vault's other logs, such as those of policies: they are well
 *     formed, and no part of an audit
 * @param uncounted lines that are no row of any log
 * @since 0.1.0
 */
public record InputLines(String file, long counted, long ofOtherCategory, long uncounted)
        implements Serializable {
    public InputLines {
        Arguments.notNull("file", file);
    }

    /** Returns whether it has lines, and none of them is a row of any log: it is something else. */
    public boolean isNoLog() {
        return counted + ofOtherCategory == 0 && uncounted > 0;
    }
}
