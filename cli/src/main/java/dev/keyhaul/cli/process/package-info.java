/**
 * Guards of this process: native code must not end it as if all were done, nor write data, and no
 * URL is opened without TLS.
 */
@NullMarked
package dev.keyhaul.cli.process;

import org.jspecify.annotations.NullMarked;
