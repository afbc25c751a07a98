/** What vouches for what was done: evidence keys, records, and other people's approvals. */
@NullMarked
package dev.keyhaul.cli.evidence;

import org.jspecify.annotations.NullMarked;
