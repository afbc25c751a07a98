/** The tenant that a key is for: its region, its prerequisites, its runbook. */
@NullMarked
package dev.keyhaul.cli.tenant;

import org.jspecify.annotations.NullMarked;
