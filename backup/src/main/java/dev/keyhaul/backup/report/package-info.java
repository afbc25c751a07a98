/** Master copies as reports show them. */
@NullMarked
package dev.keyhaul.backup.report;

import org.jspecify.annotations.NullMarked;
