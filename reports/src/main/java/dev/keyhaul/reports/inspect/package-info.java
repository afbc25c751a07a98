/** What a file is, and what matters of it: for files of every kind that no secret opens. */
@NullMarked
package dev.keyhaul.reports.inspect;

import org.jspecify.annotations.NullMarked;
