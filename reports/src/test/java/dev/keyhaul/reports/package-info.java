/** Tests of what is reported of tokens. */
@NullMarked
package dev.keyhaul.reports;

import org.jspecify.annotations.NullMarked;
