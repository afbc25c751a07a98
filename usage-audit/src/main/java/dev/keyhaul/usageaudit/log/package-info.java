/**
 * Reads both logs in every form that they come in: streamed, bounded, bad lines counted and
 * located.
 */
@Internal
@NullMarked
package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
