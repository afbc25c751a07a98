/** What each item of a manifest will be, checked to its end before the first key is opened. */
@NullMarked
package dev.keyhaul.batch.plan;

import org.jspecify.annotations.NullMarked;
