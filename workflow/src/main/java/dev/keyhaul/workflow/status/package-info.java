/**
 * What needs a person: a look at the vaults, stores and requests for approval that a file names.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.workflow.status;

import org.jspecify.annotations.NullMarked;
