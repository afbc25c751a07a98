/** The packaged command line on a fresh host: a clean Debian in a container. */
@NullMarked
package dev.keyhaul.cli.container;

import org.jspecify.annotations.NullMarked;
