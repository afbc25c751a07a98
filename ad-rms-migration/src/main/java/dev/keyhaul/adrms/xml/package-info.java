/** XML as AD RMS writes it, read strictly and in bounded memory. */
@Internal
@NullMarked
package dev.keyhaul.adrms.xml;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
