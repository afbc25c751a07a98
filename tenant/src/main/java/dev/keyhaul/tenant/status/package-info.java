/**
 * What needs a person: vaults, stores and approvals on a Monday morning.
 *
 * <p>Gather {@link dev.keyhaul.tenant.status.StatusFacts} and let {@link
 * dev.keyhaul.tenant.status.StatusRules} judge them; {@code dev.keyhaul.workflow.status} gathers
 * them from vaults and folders. The rules connect to nothing, so do not take a missing fact for a
 * good one: put what could not be read into {@code unreadable}.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.tenant.status;

import org.jspecify.annotations.NullMarked;
