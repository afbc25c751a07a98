/** The values of options that are of the domain: sources, and what a host has for tokens. */
@NullMarked
package dev.keyhaul.cli.kind;

import org.jspecify.annotations.NullMarked;
