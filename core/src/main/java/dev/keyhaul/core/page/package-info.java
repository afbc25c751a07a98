/**
 * Texts from elsewhere on HTML pages, on a terminal and in commands to paste: for this project's
 * own modules.
 */
@NullMarked
package dev.keyhaul.core.page;

import org.jspecify.annotations.NullMarked;
