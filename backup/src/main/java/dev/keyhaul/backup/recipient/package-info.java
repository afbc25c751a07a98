/** Recipients of master copies that are opened in memory: certificates, passwords and shares. */
@NullMarked
package dev.keyhaul.backup.recipient;

import org.jspecify.annotations.NullMarked;
