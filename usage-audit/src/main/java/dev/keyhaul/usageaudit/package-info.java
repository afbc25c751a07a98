/**
 * Who used the tenant key: the vault's log against that of Rights Management. Begin with {@link
 * dev.keyhaul.usageaudit.AuditSettings}.
 */
@Internal
@NullMarked
package dev.keyhaul.usageaudit;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
