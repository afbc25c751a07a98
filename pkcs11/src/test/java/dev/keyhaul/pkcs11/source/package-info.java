/** Where keys come from. */
@NullMarked
package dev.keyhaul.pkcs11.source;

import org.jspecify.annotations.NullMarked;
