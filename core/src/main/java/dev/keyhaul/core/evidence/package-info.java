/** Signatures that tell whose a master copy is, by keys that do nothing else. */
@NullMarked
package dev.keyhaul.core.evidence;

import org.jspecify.annotations.NullMarked;
