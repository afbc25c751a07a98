/** Key transfer blobs: created, looked at, opened in a rehearsal. */
@NullMarked
package dev.keyhaul.cli.byok;

import org.jspecify.annotations.NullMarked;
