/** Modules, logins and sessions, their lives and ends. */
@Internal
@NullMarked
package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
