/** Ceremony records: what a command did, signed, each following the ones before. */
@NullMarked
package dev.keyhaul.ceremony;

import org.jspecify.annotations.NullMarked;
