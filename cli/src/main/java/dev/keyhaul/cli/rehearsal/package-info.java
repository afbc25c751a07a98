/** What a rehearsal needs on one host: software tokens of its own, and a local vault. */
@NullMarked
package dev.keyhaul.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
