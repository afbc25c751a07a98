/** The grammar of PKCS#11 URIs (RFC 7512). Exported to our modules only. */
@Internal
@NullMarked
package dev.keyhaul.core.uri;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
