/** What each command prints for people, scripts and programs. */
@NullMarked
package dev.keyhaul.cli.output;

import org.jspecify.annotations.NullMarked;
