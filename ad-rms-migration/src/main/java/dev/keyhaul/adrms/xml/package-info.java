/** XML as AD RMS writes it, read strictly and in bounded memory. */
@NullMarked
package dev.keyhaul.adrms.xml;

import org.jspecify.annotations.NullMarked;
