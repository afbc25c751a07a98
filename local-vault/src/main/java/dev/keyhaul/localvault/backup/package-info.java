/** Keys as bytes: the sealed blob of a key's backup, and its history in the state folder. */
@NullMarked
package dev.keyhaul.localvault.backup;

import org.jspecify.annotations.NullMarked;
