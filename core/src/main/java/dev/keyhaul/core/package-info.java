/** The one tree of errors that every module throws, and what an operator can do about each. */
@NullMarked
package dev.keyhaul.core;

import org.jspecify.annotations.NullMarked;
