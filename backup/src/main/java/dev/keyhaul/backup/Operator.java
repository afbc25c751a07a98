package dev.keyhaul.backup;

import dev.keyhaul.core.argument.Arguments;

/**
 * Who works with a store, as its journal and its manifests name them. Nothing proves it.
 *
 * <pre>{@code
 * MasterCopyRequest request =
 *         CopyWrapper.to(List.of(recipient))
 *                 .wrap(key, new Operator("me@host"), "my-application 1.0");
 * }</pre>
 *
 * @param name such as user@host: 1 to 1000 characters, no control characters
 * @since 0.1.0
 */
public record Operator(String name) {
    /**
     * Checks the name.
     *
     * @param name such as user@host: 1 to 1000 characters, no control characters
     * @throws IllegalArgumentException if it is empty, too long or not one line of text
     */
    public Operator {
        Arguments.text("name", name, Arguments.MAX_LINE);
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return name;
    }
}
