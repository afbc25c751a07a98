/**
 * Trusted publishing domains: observed behaviour of Exchange Server's importer, not a Microsoft
 * specification.
 */
@NullMarked
package dev.keyhaul.adrms.tpd;

import org.jspecify.annotations.NullMarked;
