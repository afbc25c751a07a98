/** Tests. */
@NullMarked
package dev.keyhaul.adrms.xml;

import org.jspecify.annotations.NullMarked;
