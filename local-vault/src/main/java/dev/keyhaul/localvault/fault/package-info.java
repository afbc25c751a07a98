/** Faults that the local vault plays on demand. */
@NullMarked
package dev.keyhaul.localvault.fault;

import org.jspecify.annotations.NullMarked;
