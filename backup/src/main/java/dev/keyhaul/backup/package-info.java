/**
 * Master copies: a key wrapped for the day its home is gone, and the store that keeps them.
 *
 * <p>{@link dev.keyhaul.backup.CopyWrapper} wraps a key for its recipients, within the rules;
 * {@link dev.keyhaul.backup.MasterCopyStore} writes and finds copies.
 *
 * <p>Which recipient? From best to last: a recovery pair in a second token, at another site ({@link
 * dev.keyhaul.backup.recipient.TokenKeyRecipient}); shares, where several people together open the
 * copy ({@link dev.keyhaul.backup.recipient.SharesRecipient}); a certificate whose private key is
 * kept offline; a password, only if nothing else is possible. Two recipients that do not depend on
 * each other are better than one.
 *
 * <p>A copy that was never restored is no copy: restore one in a drill each year, and note it with
 * {@link dev.keyhaul.backup.MasterCopyStore#recordDrill}. Keep the fingerprint of the key in
 * another place than the store.
 *
 * <p>Stability: API; interfaces that applications implement are SPI.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.backup;

import org.jspecify.annotations.NullMarked;
