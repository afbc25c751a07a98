/** Tests on real tokens: SoftHSM and NSS softokn. */
@NullMarked
package dev.keyhaul.pkcs11;

import org.jspecify.annotations.NullMarked;
