/** The command {@code audit}, whose library is an optional part of the installation. */
@NullMarked
package dev.keyhaul.cli.audit;

import org.jspecify.annotations.NullMarked;
