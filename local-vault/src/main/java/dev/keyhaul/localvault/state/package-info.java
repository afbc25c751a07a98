/** The folder in which the local vault's keys outlive it. */
@NullMarked
package dev.keyhaul.localvault.state;

import org.jspecify.annotations.NullMarked;
