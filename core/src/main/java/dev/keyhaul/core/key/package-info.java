/**
 * Keys that can be moved: what they are, where they live, and what wraps them.
 *
 * <p>{@link dev.keyhaul.core.key.TransferableKey} is the one idea: a key with one verb, {@code
 * wrapUnder}. Take a token's key from {@code dev.keyhaul.pkcs11} and a file's from a {@link
 * dev.keyhaul.core.source.KeySource}. {@link dev.keyhaul.core.key.SoftwareKey} is for keys that are
 * in the clear already; a key that you can generate, generate in a token.
 *
 * <p>Wrap through {@link dev.keyhaul.core.byok.BlobWrapper}, which applies the rules. {@code
 * wrapUnder} with {@link dev.keyhaul.core.key.RsaAesWrappingKey#unsafeOf} applies none: whoever has
 * the private half of that public key gets your key. Use it only for a public key that you have
 * authenticated in another way, such as an escrow agent's.
 *
 * <p>Compare keys by {@link dev.keyhaul.core.key.Fingerprint}, and check {@link
 * dev.keyhaul.core.key.WrappedKey#proof} before you rely on wrapped bytes.
 *
 * <p>Stability: API; interfaces that applications implement are SPI.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.core.key;

import org.jspecify.annotations.NullMarked;
