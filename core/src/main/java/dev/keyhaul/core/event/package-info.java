/**
 * What Keyhaul does, as an application may log and measure it: give an {@link
 * dev.keyhaul.core.event.OperationListener} where you open a module, a vault or a batch.
 *
 * <p>Stability: API; the listener is SPI.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.core.event;

import org.jspecify.annotations.NullMarked;
