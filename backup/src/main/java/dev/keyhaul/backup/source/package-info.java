/** Master copies as places that keys come from, and what opens them. */
@NullMarked
package dev.keyhaul.backup.source;

import org.jspecify.annotations.NullMarked;
