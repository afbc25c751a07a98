/** The report page of a ceremony: one HTML file, to be read and printed. */
@NullMarked
package dev.keyhaul.ceremony.page;

import org.jspecify.annotations.NullMarked;
