package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.pkcs11.ControlRule;
import java.util.Optional;

/**
 * The controls of what a token wrapped, in a report of which they are a part.
 *
 * @param controls for which blobs that a token wraps in two steps it had to refuse a changed copy:
 *     each; or first, the first of its kind alone, as asked for
 */
public record ControlsReport(Optional<ControlRule> controls) implements InlinePart {}
