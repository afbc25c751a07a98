/** Keys that are to stay in a token: made or brought in, and let in by one gate. */
@NullMarked
package dev.keyhaul.pkcs11.staying;

import org.jspecify.annotations.NullMarked;
