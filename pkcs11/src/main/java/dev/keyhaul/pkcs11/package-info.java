/**
 * Keys in PKCS#11 tokens. Begin with {@link dev.keyhaul.pkcs11.Pkcs11Module}, which finds a {@link
 * dev.keyhaul.pkcs11.Token}, which holds {@linkplain dev.keyhaul.pkcs11.TokenKey keys}.
 */
@NullMarked
package dev.keyhaul.pkcs11;

import org.jspecify.annotations.NullMarked;
