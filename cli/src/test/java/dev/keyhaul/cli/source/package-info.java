/** Where keys come from. */
@NullMarked
package dev.keyhaul.cli.source;

import org.jspecify.annotations.NullMarked;
