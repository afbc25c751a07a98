/** What happened in a store, in a chain that shows what was changed or left out. */
@NullMarked
package dev.keyhaul.core.backup.journal;

import org.jspecify.annotations.NullMarked;
