/** Commands on trusted publishing domains. */
@NullMarked
package dev.keyhaul.cli.tpd;

import org.jspecify.annotations.NullMarked;
