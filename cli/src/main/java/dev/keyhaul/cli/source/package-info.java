/** Where keys come from: what {@code --key SOURCE} opens. */
@NullMarked
package dev.keyhaul.cli.source;

import org.jspecify.annotations.NullMarked;
