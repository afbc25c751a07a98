/**
 * What an Azure Information Protection tenant asks of its key.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.tenant;

import org.jspecify.annotations.NullMarked;
