package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.CheckFailedException;

/** The one way in which every unwrap fails, here and in tokens: no detail, no cause. */
public final class UnwrapFailure {
    private UnwrapFailure() {}

    /** Makes the error, always the same. */
    public static CheckFailedException create() {
        return new CheckFailedException(
                "the wrapped key does not open with this key",
                "it was made for another key, or it is damaged");
    }
}
