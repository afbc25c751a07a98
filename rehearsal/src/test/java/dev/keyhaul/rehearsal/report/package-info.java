/** Tests of what is reported of tokens. */
@NullMarked
package dev.keyhaul.rehearsal.report;

import org.jspecify.annotations.NullMarked;
