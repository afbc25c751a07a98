/** Keys as the vault keeps them: versions, attributes, operations, history, and the inventory. */
@NullMarked
package dev.keyhaul.localvault.key;

import org.jspecify.annotations.NullMarked;
