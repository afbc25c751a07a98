/** Modules, logins and sessions, their lives and ends. */
@NullMarked
package dev.keyhaul.pkcs11.session;

import org.jspecify.annotations.NullMarked;
