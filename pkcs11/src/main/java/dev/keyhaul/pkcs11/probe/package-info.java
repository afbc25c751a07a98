/** What a token really does, seen on throw-away keys. */
@NullMarked
package dev.keyhaul.pkcs11.probe;

import org.jspecify.annotations.NullMarked;
