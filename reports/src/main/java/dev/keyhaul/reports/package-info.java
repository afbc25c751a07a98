/** What tokens, keys and vaults look like in reports; for our modules. */
@NullMarked
package dev.keyhaul.reports;

import org.jspecify.annotations.NullMarked;
