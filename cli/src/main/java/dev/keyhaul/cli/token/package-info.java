/** Tokens: listed, looked at, initialised. */
@NullMarked
package dev.keyhaul.cli.token;

import org.jspecify.annotations.NullMarked;
