/** HTML pages that show texts from elsewhere: for this project's own modules. */
@NullMarked
package dev.keyhaul.core.page;

import org.jspecify.annotations.NullMarked;
