/** Keys in Key Vault: imported, uploaded, shown; and the local vault. */
@NullMarked
package dev.keyhaul.cli.vault;

import org.jspecify.annotations.NullMarked;
