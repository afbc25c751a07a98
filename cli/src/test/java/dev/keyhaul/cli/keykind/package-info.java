/** EC and AES keys, on each way that RSA keys go. */
@NullMarked
package dev.keyhaul.cli.keykind;

import org.jspecify.annotations.NullMarked;
