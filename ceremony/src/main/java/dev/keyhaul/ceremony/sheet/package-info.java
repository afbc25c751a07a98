/** The pages of a ceremony, sheet by sheet: its report, and the script to print. */
@NullMarked
package dev.keyhaul.ceremony.sheet;

import org.jspecify.annotations.NullMarked;
