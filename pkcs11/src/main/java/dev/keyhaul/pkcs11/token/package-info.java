/**
 * Tokens and their keys: generated, wrapped, proven and restored inside them.
 *
 * <p>Begin with {@link dev.keyhaul.pkcs11.token.Pkcs11Module}, which finds a {@link
 * dev.keyhaul.pkcs11.token.Token}, which holds {@linkplain dev.keyhaul.pkcs11.token.TokenKey keys}.
 * Load a module once in a process, log in once, and share the token between threads.
 *
 * <p>Leave the strategy alone: two steps are used where the token can do them, because they prove
 * the very bytes that leave. {@link dev.keyhaul.pkcs11.StrategyRule#ONE_SHOT} proves the mechanism
 * only; ask for it if your HSM's policy forbids an extractable AES key.
 *
 * <p>Make a target key with {@link dev.keyhaul.pkcs11.KeyRequest#target}, and seal it when its blob
 * and master copy exist. Make a recovery pair with {@link dev.keyhaul.pkcs11.KeyRequest#recovery}
 * in <em>another</em> token, which is kept elsewhere. For a service that runs for long, log in with
 * a {@link dev.keyhaul.pkcs11.PinSupplier}: the login then comes back after the HSM was restarted,
 * and no PIN stays in memory.
 *
 * <p>Stability: API; interfaces that applications implement are SPI.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.pkcs11.token;

import org.jspecify.annotations.NullMarked;
