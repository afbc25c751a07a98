/** The whole journey of a key in one run, and what records say of tokens, vaults and copies. */
@NullMarked
package dev.keyhaul.rehearsal;

import org.jspecify.annotations.NullMarked;
