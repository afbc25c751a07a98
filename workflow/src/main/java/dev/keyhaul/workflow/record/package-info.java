/** The record of a command, and what records say of tokens, KEKs and copies. */
@Internal
@NullMarked
package dev.keyhaul.workflow.record;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
