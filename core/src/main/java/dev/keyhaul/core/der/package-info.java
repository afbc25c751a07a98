/** DER and PEM of keys, read and written in arrays that are wiped. */
@NullMarked
package dev.keyhaul.core.der;

import org.jspecify.annotations.NullMarked;
