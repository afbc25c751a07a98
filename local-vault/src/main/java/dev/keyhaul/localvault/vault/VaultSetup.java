package dev.keyhaul.localvault.vault;

import dev.keyhaul.localvault.key.RecoveryTerms;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * What every vault of one server has in common.
 *
 * @param softwareOnly whether the tier takes no HSM keys
 * @param terms what becomes of deleted keys
 * @param subscription that of every vault
 * @param geography that of every vault; with the subscription, where its backups can be restored
 */
public record VaultSetup(
        boolean softwareOnly,
        RecoveryTerms terms,
        Clock clock,
        SecureRandom random,
        UUID subscription,
        String geography) {}
