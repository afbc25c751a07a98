/** Certificates that vouch for a rehearsal's server, and for nothing else. */
@NullMarked
package dev.keyhaul.localvault.certificate;

import org.jspecify.annotations.NullMarked;
