/**
 * Server licensor certificates and rights templates: XrML 1.2 as [MS-RMPR] has it.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.adrms.slc;

import org.jspecify.annotations.NullMarked;
