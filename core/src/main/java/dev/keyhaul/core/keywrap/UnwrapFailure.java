package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;

/** The one way in which every unwrap fails, here and in tokens: no detail, no cause. */
public final class UnwrapFailure {
    private UnwrapFailure() {}

    /** Makes the error, always the same. */
    public static CheckFailedException create() {
        return new CheckFailedException(
                Reason.UNWRAP_FAILED,
                "this key cannot unwrap the wrapped key",
                "it was wrapped for another key, or it is damaged");
    }
}
