/**
 * Reads both logs in every form that they come in: streamed, bounded, bad lines counted and
 * located.
 */
@NullMarked
package dev.keyhaul.usageaudit.log;

import org.jspecify.annotations.NullMarked;
