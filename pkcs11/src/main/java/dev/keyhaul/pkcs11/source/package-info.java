/**
 * Tokens as places that keys come from, and how they are opened and shared.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.pkcs11.source;

import org.jspecify.annotations.NullMarked;
