/** What is asked of every argument of the API; for this project's own modules. */
@Internal
@NullMarked
package dev.keyhaul.core.argument;

import org.jspecify.annotations.NullMarked;
