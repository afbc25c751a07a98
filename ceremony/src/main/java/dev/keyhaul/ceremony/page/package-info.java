/**
 * The report page of a ceremony: one HTML file, to be read and printed.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.ceremony.page;

import org.jspecify.annotations.NullMarked;
