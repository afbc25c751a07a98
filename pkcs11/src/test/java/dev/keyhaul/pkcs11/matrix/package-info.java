/** What the library can do with each token that Debian has, in a process of its own. */
@NullMarked
package dev.keyhaul.pkcs11.matrix;

import org.jspecify.annotations.NullMarked;
