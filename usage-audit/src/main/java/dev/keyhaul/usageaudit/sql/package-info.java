/** The cross-reference: one definition in SQL, and what an engine must do to run it. */
@NullMarked
package dev.keyhaul.usageaudit.sql;

import org.jspecify.annotations.NullMarked;
