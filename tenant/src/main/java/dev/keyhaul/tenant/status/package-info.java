/** What needs a person: vaults, stores and approvals on a Monday morning. */
@NullMarked
package dev.keyhaul.tenant.status;

import org.jspecify.annotations.NullMarked;
