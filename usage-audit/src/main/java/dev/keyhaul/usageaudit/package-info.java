/**
 * Who used the tenant key: the vault's log against that of Rights Management. Begin with {@link
 * dev.keyhaul.usageaudit.AuditSettings}.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.usageaudit;

import org.jspecify.annotations.NullMarked;
