package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import java.util.List;

/**
 * One recipient of a master copy, and how the key was wrapped for it.
 *
 * @param recipient who opens it
 * @param method how the bytes are laid out
 * @param strategy the mechanisms that made them
 * @param proof what is known of them
 * @param notes what a reader years from now must know, such as a token's zero padding
 * @param files the names of its files in the copy's folder: first the one of the wrapped key, then
 *     what else belongs to it, such as sealed shares
 * @since 0.1.0
 */
public record RecipientEntry(
        Recipient recipient,
        WrapMethod method,
        String strategy,
        WrapProof proof,
        List<String> notes,
        List<String> files) {

    /** Refuses a recipient that cannot open what was made for it, and one without a file. */
    public RecipientEntry {
        Arguments.notNull("method", method, "strategy", strategy, "proof", proof);
        notes = List.copyOf(notes);
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException(recipient.describe() + " has no file");
        }
        if (!recipient.opens(method)) {
            throw new IllegalArgumentException(
                    recipient.describe() + " cannot open " + method.label());
        }
    }

    /** Describes {@code wrapped}, whose bytes go into the first of {@code files}. */
    public static RecipientEntry of(Recipient recipient, WrappedKey wrapped, List<String> files) {
        return new RecipientEntry(
                recipient,
                wrapped.method(),
                wrapped.strategy(),
                wrapped.proof(),
                wrapped.notes(),
                files);
    }
}
