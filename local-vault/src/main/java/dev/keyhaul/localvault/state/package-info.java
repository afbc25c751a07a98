/** The folder in which the local vault's keys outlive it. */
@Internal
@NullMarked
package dev.keyhaul.localvault.state;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
