/** The containers that Windows keeps RSA keys in: CryptoAPI and CNG blobs, and PVK files. */
@NullMarked
package dev.keyhaul.pfx.blob;

import org.jspecify.annotations.NullMarked;
