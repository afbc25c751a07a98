/** What opens master copies: passwords, private keys and shares. */
@NullMarked
package dev.keyhaul.backup.opening;

import org.jspecify.annotations.NullMarked;
