/**
 * Azure Key Vault's key transfer blob: the key exchange key (KEK), and the file.
 *
 * <p>The order is always the same. Read what the vault says of its KEK ({@link
 * dev.keyhaul.core.byok.KekRecord}), authenticate it ({@link
 * dev.keyhaul.core.byok.KeyExchangeKey}), and wrap under it ({@link
 * dev.keyhaul.core.byok.BlobWrapper}).
 *
 * <p>Anyone who can replace the KEK's file can read your key, and no later check shows it. So:
 *
 * <ul>
 *   <li>Take the fingerprint from a second person, who got it on another machine. Never compute it
 *       from the file that you check.
 *   <li>If no second person can do that, use a signed download or a Managed HSM's attestation
 *       ({@link dev.keyhaul.core.byok.KekProvenance}); each says what it does not prove.
 *   <li>Use a KEK that was made for this ceremony, and disable it afterwards.
 *   <li>Treat a {@code .byok} file that you read ({@link dev.keyhaul.core.byok.BlobContent}) as
 *       unproven, whoever sent it.
 * </ul>
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.core.byok;

import org.jspecify.annotations.NullMarked;
