/**
 * What is wrong with a transfer blob, before a service that says no more than BadParameter sees it.
 */
@NullMarked
package dev.keyhaul.core.byok.lint;

import org.jspecify.annotations.NullMarked;
