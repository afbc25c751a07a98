/** What native code in this process must not do: end it as if all were done, and write data. */
@NullMarked
package dev.keyhaul.terminal.process;

import org.jspecify.annotations.NullMarked;
