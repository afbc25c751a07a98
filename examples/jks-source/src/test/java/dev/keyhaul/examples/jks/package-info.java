/** The example's jar in an installation, and the example in an application. */
@NullMarked
package dev.keyhaul.examples.jks;

import org.jspecify.annotations.NullMarked;
