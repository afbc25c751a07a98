/**
 * Who can open a master copy: tokens, certificates, passwords and shares.
 *
 * <p>A recipient in a token opens the copy there, and the clear key is never in this process. The
 * others open it in memory. The package above says which to choose. To add one, implement {@link
 * dev.keyhaul.backup.CopyRecipient}.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.backup.recipient;

import org.jspecify.annotations.NullMarked;
