/** The packaged command line on a fresh host: a clean Debian in a container. */
@NullMarked
package dev.keyhaul.bundle;

import org.jspecify.annotations.NullMarked;
