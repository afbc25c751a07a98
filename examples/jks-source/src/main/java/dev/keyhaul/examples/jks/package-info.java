/** A source of keys that an installation adds: keys in a Java KeyStore. */
@NullMarked
package dev.keyhaul.examples.jks;

import org.jspecify.annotations.NullMarked;
