package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.CheckFailedException;

/** The one way in which every unwrap fails: no detail, no cause. */
final class UnwrapFailure {
    private UnwrapFailure() {}

    static CheckFailedException create() {
        return new CheckFailedException(
                "the wrapped key does not open with this key",
                "it was made for another key, or it is damaged");
    }
}
