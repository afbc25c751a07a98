/**
 * Arrays that hold secrets and are zeroed when they are closed.
 *
 * <p>Read a PIN from a file with {@link dev.keyhaul.core.secret.Passphrase#read}, which refuses a
 * file that others can read. Give {@code copyOf} an array that you wipe, or {@code moveFrom} one
 * that it wipes. Close each in a try-with-resources statement. Never make a {@code String} of a
 * secret: it stays in memory until the garbage collector removes it, and may be in a heap dump.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.core.secret;

import org.jspecify.annotations.NullMarked;
