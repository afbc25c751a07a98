/** Keys in Key Vault: imported, made, shown. */
@NullMarked
package dev.keyhaul.cli.vault;

import org.jspecify.annotations.NullMarked;
