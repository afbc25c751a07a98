/**
 * Many keys at once: a manifest names them, a journal remembers what is done, and a shard is the
 * part of them that one host does.
 */
@NullMarked
package dev.keyhaul.batch;

import org.jspecify.annotations.NullMarked;
