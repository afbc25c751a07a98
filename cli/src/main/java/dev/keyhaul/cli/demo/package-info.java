/** The whole journey on SoftHSM and the local vault. */
@NullMarked
package dev.keyhaul.cli.demo;

import org.jspecify.annotations.NullMarked;
