/** What a master copy says of itself, whatever version of the format it is written in. */
@NullMarked
package dev.keyhaul.backup.manifest;

import org.jspecify.annotations.NullMarked;
