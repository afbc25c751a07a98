/** How events get to an application's listener. For our modules only. */
@NullMarked
package dev.keyhaul.core.notice;

import org.jspecify.annotations.NullMarked;
