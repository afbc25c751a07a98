/** Trusted publishing domains as reports show them. */
@NullMarked
package dev.keyhaul.adrms.report;

import org.jspecify.annotations.NullMarked;
