package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.pkcs11.KeyCopy;
import dev.keyhaul.pkcs11.token.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The copies of a command's keys that its tokens have under other names, in a report of which they
 * are a part.
 *
 * @param keptCopies copies of the command's keys under names that nobody asked for: an error in the
 *     slot of its own token; in another slot, a group of HSMs may show the key itself
 */
public record CopiesReport(List<KeyCopy> keptCopies) implements InlinePart {
    /** Looks for them. */
    public static CopiesReport of(Stream<Token> tokens) throws KeyTransferException {
        List<KeyCopy> found = new ArrayList<>();
        for (Token token : tokens.toList()) {
            found.addAll(token.copies());
        }
        return new CopiesReport(List.copyOf(found));
    }
}
