/** What an Azure Information Protection tenant asks of its key. */
@NullMarked
package dev.keyhaul.core.tenant;

import org.jspecify.annotations.NullMarked;
