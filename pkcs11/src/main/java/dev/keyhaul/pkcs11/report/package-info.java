/** Tokens, their modules and their keys as the JSON of reports; for our modules. */
@Internal
@NullMarked
package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
