/** What a vault does with its keys: create, import, rotate, delete, attest. */
@NullMarked
package dev.keyhaul.localvault.vault;

import org.jspecify.annotations.NullMarked;
