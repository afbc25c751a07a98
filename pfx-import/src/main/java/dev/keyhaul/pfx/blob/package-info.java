/** The containers that Windows keeps RSA keys in: CryptoAPI and CNG blobs, and PVK files. */
@Internal
@NullMarked
package dev.keyhaul.pfx.blob;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
