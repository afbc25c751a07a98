/** Where keys come from: what a text such as {@code pfx:tenant.pfx} names, and how it opens. */
@NullMarked
package dev.keyhaul.core.source;

import org.jspecify.annotations.NullMarked;
