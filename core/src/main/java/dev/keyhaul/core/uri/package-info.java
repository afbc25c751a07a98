/** The grammar of PKCS#11 URIs (RFC 7512). Exported to our modules only. */
@NullMarked
package dev.keyhaul.core.uri;

import org.jspecify.annotations.NullMarked;
