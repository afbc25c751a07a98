package dev.keyhaul.core.file;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.EnumSet;
import java.util.Set;

/** A file is of another kind than the one needed. */
public final class WrongKindException extends MalformedInputException {
    private static final long serialVersionUID = 1L;

    private final EnumSet<FileKind> found;
    private final EnumSet<FileKind> needed;

    WrongKindException(String message, Set<FileKind> found, Set<FileKind> needed) {
        super(Reason.FILE_KIND, message);
        this.found = EnumSet.copyOf(found);
        this.needed = EnumSet.copyOf(needed);
    }

    /** Returns what the file is; at least one. */
    public Set<FileKind> found() {
        return EnumSet.copyOf(found);
    }

    /** Returns what is needed; at least one. */
    public Set<FileKind> needed() {
        return EnumSet.copyOf(needed);
    }
}
