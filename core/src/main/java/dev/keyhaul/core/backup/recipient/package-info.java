/** Recipients of master copies that are opened in memory: certificates, passwords and shares. */
@NullMarked
package dev.keyhaul.core.backup.recipient;

import org.jspecify.annotations.NullMarked;
