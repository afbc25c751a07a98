/** Keys in vaults as the JSON of reports; for our modules. */
@NullMarked
package dev.keyhaul.keyvault.report;

import org.jspecify.annotations.NullMarked;
