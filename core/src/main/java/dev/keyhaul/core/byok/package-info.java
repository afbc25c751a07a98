/** Azure Key Vault's key transfer blob: the key exchange key (KEK), its identifier and the file. */
@NullMarked
package dev.keyhaul.core.byok;

import org.jspecify.annotations.NullMarked;
