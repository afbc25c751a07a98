/** What opens master copies, and what a restored key may be. */
@NullMarked
package dev.keyhaul.backup.opening;

import org.jspecify.annotations.NullMarked;
