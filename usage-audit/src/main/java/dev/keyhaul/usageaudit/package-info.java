/**
 * Who used the tenant key: the vault's log against that of Rights Management. Begin with {@link
 * dev.keyhaul.usageaudit.AuditSettings}.
 */
@NullMarked
package dev.keyhaul.usageaudit;

import org.jspecify.annotations.NullMarked;
