/** {@code doctor}. */
@NullMarked
package dev.keyhaul.cli.doctor;

import org.jspecify.annotations.NullMarked;
