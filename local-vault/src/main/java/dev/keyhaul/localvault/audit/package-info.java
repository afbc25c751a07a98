/** The local vault's AuditEvent log, in the layout of the service's storage container. */
@Internal
@NullMarked
package dev.keyhaul.localvault.audit;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
