/**
 * The audit as one self-contained HTML page.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.usageaudit.page;

import org.jspecify.annotations.NullMarked;
