/** What an Azure Information Protection tenant asks of its key. */
@NullMarked
package dev.keyhaul.tenant;

import org.jspecify.annotations.NullMarked;
