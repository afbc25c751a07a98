/**
 * The place for keys from AD RMS: trusted publishing domains, SLCs and CryptoAPI blobs. It has no
 * features yet.
 */
@NullMarked
package dev.keyhaul.adrms;

import org.jspecify.annotations.NullMarked;
