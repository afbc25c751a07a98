/** A key split among people, of whom some together can bring it back. */
@NullMarked
package dev.keyhaul.backup.shares;

import org.jspecify.annotations.NullMarked;
