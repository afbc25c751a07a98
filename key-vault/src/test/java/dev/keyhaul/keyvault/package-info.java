/** Tests of the way into Key Vault. */
@NullMarked
package dev.keyhaul.keyvault;

import org.jspecify.annotations.NullMarked;
