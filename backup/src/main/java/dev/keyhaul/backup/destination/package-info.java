/** Whom copies are for, as a text says it, and copies as what a batch makes. */
@NullMarked
package dev.keyhaul.backup.destination;

import org.jspecify.annotations.NullMarked;
