/** The audit as one self-contained HTML page. */
@NullMarked
package dev.keyhaul.usageaudit.page;

import org.jspecify.annotations.NullMarked;
