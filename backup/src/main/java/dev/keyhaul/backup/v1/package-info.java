/** Version 1 of the manifest's JSON form; a version 2 will be a package of its own. */
@NullMarked
package dev.keyhaul.backup.v1;

import org.jspecify.annotations.NullMarked;
