package dev.keyhaul.core.backup.manifest;

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
 * @param file the name of the file in the copy's folder that holds the bytes
 */
public record RecipientEntry(
        Recipient recipient,
        WrapMethod method,
        String strategy,
        WrapProof proof,
        List<String> notes,
        String file) {

    /** Refuses a recipient that cannot open what was made for it. */
    public RecipientEntry {
        notes = List.copyOf(notes);
        if (!recipient.opens(method)) {
            throw new IllegalArgumentException(
                    recipient.describe() + " cannot open " + method.label());
        }
    }

    /** Describes {@code wrapped}, whose bytes go into {@code file}. */
    public static RecipientEntry of(Recipient recipient, WrappedKey wrapped, String file) {
        return new RecipientEntry(
                recipient,
                wrapped.method(),
                wrapped.strategy(),
                wrapped.proof(),
                wrapped.notes(),
                file);
    }
}
