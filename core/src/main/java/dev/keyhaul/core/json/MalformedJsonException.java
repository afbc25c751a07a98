package dev.keyhaul.core.json;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import org.jspecify.annotations.Nullable;

/** A file is not the one strict JSON object that it must be. */
public final class MalformedJsonException extends MalformedInputException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    MalformedJsonException(
            Problem problem, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(Reason.JSON_FORM, message, hint, cause);
        this.problem = problem;
    }

    /** Returns what is wrong, for those who tell it in words of their own. */
    public Problem problem() {
        return problem;
    }

    /** What can be wrong. */
    public enum Problem {
        /** More bytes than are read. */
        TOO_LONG,
        /** Bytes of UTF-8's or UTF-16's mark before the text. */
        BYTE_ORDER_MARK,
        /** Bytes that are no UTF-8. */
        NOT_UTF8,
        /** A member that is there twice. */
        DUPLICATE_MEMBER,
        /** Something after the object. */
        TEXT_AFTER,
        /** No JSON object at all, or half of one. */
        NOT_JSON
    }
}
