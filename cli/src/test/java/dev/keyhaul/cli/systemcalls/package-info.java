/** What the commands ask of the operating system. */
@NullMarked
package dev.keyhaul.cli.systemcalls;

import org.jspecify.annotations.NullMarked;
