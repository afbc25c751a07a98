/** {@code batch run}: the keys of a manifest. */
@NullMarked
package dev.keyhaul.cli.batch;

import org.jspecify.annotations.NullMarked;
