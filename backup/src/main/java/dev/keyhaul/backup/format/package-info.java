/** The manifest's JSON form; another schema version will be a package of its own. */
@Internal
@NullMarked
package dev.keyhaul.backup.format;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
