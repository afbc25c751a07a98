/** Tests of what is reported of tokens. */
@NullMarked
package dev.keyhaul.cli.token;

import org.jspecify.annotations.NullMarked;
