/** Another person's approval of one run of a command, asked for and given in files. */
@NullMarked
package dev.keyhaul.ceremony.approval;

import org.jspecify.annotations.NullMarked;
