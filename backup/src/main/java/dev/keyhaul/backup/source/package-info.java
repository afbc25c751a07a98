/** The source {@code backup:}: master copies as places that keys come from. */
@NullMarked
package dev.keyhaul.backup.source;

import org.jspecify.annotations.NullMarked;
