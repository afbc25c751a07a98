/** The one JSON form: strict and bounded to read, ordered and stable to write. */
@NullMarked
package dev.keyhaul.core.json;

import org.jspecify.annotations.NullMarked;
