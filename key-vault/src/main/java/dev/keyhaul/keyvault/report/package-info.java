/** Keys in vaults as the JSON of reports; for our modules. */
@Internal
@NullMarked
package dev.keyhaul.keyvault.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
