/**
 * What a master copy says of itself, whatever version of the format it is written in.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.backup.manifest;

import org.jspecify.annotations.NullMarked;
