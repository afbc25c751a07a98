/** The manifest's JSON form; another schema version will be a package of its own. */
@NullMarked
package dev.keyhaul.backup.format;

import org.jspecify.annotations.NullMarked;
