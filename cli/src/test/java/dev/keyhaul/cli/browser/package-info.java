/** A real browser, and what a person sees and does in it. */
@NullMarked
package dev.keyhaul.cli.browser;

import org.jspecify.annotations.NullMarked;
