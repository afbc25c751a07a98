/**
 * Many keys at once: a manifest names them, a journal remembers what is done, and a shard is the
 * part of them that one host does.
 *
 * <p>Begin with {@link dev.keyhaul.batch.Batch}. Keep the journal beside the manifest, and run the
 * same again to continue after any interruption. To send keys to a system of your own, implement
 * {@link dev.keyhaul.batch.destination.BatchDestination}: return a {@link
 * dev.keyhaul.batch.destination.Delivery.Action} whose result {@link
 * dev.keyhaul.batch.destination.BatchTarget#find} recognises, so that nothing is sent twice.
 *
 * <p>Stability: API; interfaces that applications implement are SPI.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.batch;

import org.jspecify.annotations.NullMarked;
