/**
 * PKCS#11 through the native part of {@code org.xipki:ipkcs11wrapper}, which lives on as the IAIK
 * PKCS#11 wrapper. This product includes software developed by Stiftung SIC.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.pkcs11.iaik;

import org.jspecify.annotations.NullMarked;
