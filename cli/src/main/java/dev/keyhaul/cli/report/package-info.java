/** Ceremony records as one page for people, and their verification. */
@NullMarked
package dev.keyhaul.cli.report;

import org.jspecify.annotations.NullMarked;
