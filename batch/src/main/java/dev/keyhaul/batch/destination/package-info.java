/**
 * Where the keys of a batch go. Implement {@link dev.keyhaul.batch.destination.BatchDestination}
 * for a system of your own; blobs in files are {@link
 * dev.keyhaul.batch.destination.BlobDestination}.
 *
 * <p>Stability: API; interfaces that applications implement are SPI.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.batch.destination;

import org.jspecify.annotations.NullMarked;
