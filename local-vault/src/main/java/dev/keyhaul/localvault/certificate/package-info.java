/** Certificates that vouch for a rehearsal's server, and for nothing else. */
@Internal
@NullMarked
package dev.keyhaul.localvault.certificate;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
