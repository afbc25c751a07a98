/**
 * Trusted publishing domains: observed behaviour of Exchange Server's importer, not a Microsoft
 * specification.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.adrms.tpd;

import org.jspecify.annotations.NullMarked;
