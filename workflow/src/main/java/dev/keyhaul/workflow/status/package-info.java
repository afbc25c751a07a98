/**
 * What needs a person: a look at the vaults, stores and requests for approval that a file names.
 */
@Internal
@NullMarked
package dev.keyhaul.workflow.status;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
