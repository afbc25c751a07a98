/**
 * What names the keys of a batch: a manifest, its items, and the shard of them that one host does.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.batch.manifest;

import org.jspecify.annotations.NullMarked;
