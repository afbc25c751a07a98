/** What happened in a store, in a chain that shows what was changed or left out. */
@NullMarked
package dev.keyhaul.backup.journal;

import org.jspecify.annotations.NullMarked;
