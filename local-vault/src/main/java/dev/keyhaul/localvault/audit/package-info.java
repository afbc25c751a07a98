/** The local vault's AuditEvent log, in the layout of the service's storage container. */
@NullMarked
package dev.keyhaul.localvault.audit;

import org.jspecify.annotations.NullMarked;
