/**
 * What is said to tokens and by them: selectors, requests, attributes and errors. Tokens themselves
 * and their keys are in {@code dev.keyhaul.pkcs11.token}.
 *
 * <p>Stability: API; interfaces that applications implement are SPI.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.pkcs11;

import org.jspecify.annotations.NullMarked;
