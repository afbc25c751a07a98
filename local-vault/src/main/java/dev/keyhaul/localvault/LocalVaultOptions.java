package dev.keyhaul.localvault;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.localvault.access.PermissionModel;
import dev.keyhaul.localvault.access.TokenHolder;
import dev.keyhaul.localvault.fault.Fault;
import dev.keyhaul.localvault.key.RecoveryTerms;
import dev.keyhaul.localvault.vault.VaultSetup;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a local vault is started; immutable.
 *
 * <pre>{@code
 * LocalVaultOptions options =
 *         LocalVaultOptions.builder(accessFile)
 *                 .stateFolder(folder) // keys survive the process
 *                 .fault("429=2:import:1") // the first import is throttled for 2 seconds
 *                 .build();
 * try (LocalVault local = LocalVault.start(options)) {
 *     show(local.url("rehearsal"));
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class LocalVaultOptions {
    private static final int MAX_PORT = 65_535;

    private final Builder chosen;

    private LocalVaultOptions(Builder chosen) {
        this.chosen = chosen;
    }

    /**
     * Starts with premium vaults on a free port, in memory.
     *
     * @param accessFile a file that is made, with mode 0600: the address and the bearer token
     * @return a builder
     */
    public static Builder builder(Path accessFile) {
        Arguments.notNull("accessFile", accessFile);
        return new Builder(accessFile);
    }

    Path accessFile() {
        return chosen.accessFile;
    }

    int port() {
        return chosen.port;
    }

    VaultSetup setup() {
        return new VaultSetup(
                chosen.tier == VaultTier.STANDARD,
                new RecoveryTerms(chosen.purgeable, chosen.recoverableDays, chosen.transition),
                chosen.clock,
                chosen.random,
                chosen.subscription,
                chosen.geography);
    }

    Clock clock() {
        return chosen.clock;
    }

    SecureRandom random() {
        return chosen.random;
    }

    UUID subscription() {
        return chosen.subscription;
    }

    String geography() {
        return chosen.geography;
    }

    PermissionModel permissionModel() {
        return chosen.permissionModel;
    }

    List<TokenHolder> identities() {
        return List.copyOf(chosen.identities);
    }

    List<Fault> faults() {
        return List.copyOf(chosen.faults);
    }

    OptionalInt tlsPort() {
        return chosen.tlsPort;
    }

    Optional<Path> stateFolder() {
        return Optional.ofNullable(chosen.stateFolder);
    }

    Optional<Path> logFolder() {
        return Optional.ofNullable(chosen.logFolder);
    }

    /** Puts options together; not thread-safe. */
    public static final class Builder {
        private final Path accessFile;
        private int port;
        private VaultTier tier = VaultTier.PREMIUM;
        private Clock clock = Clock.systemUTC();
        private SecureRandom random = new SecureRandom();
        private UUID subscription = new UUID(0, 0);
        private String geography = "rehearsal";
        private boolean purgeable;
        private int recoverableDays = 90;
        private Duration transition = Duration.ZERO;
        private PermissionModel permissionModel = PermissionModel.RBAC;
        private final List<TokenHolder> identities = new ArrayList<>();
        private final List<Fault> faults = new ArrayList<>();
        private OptionalInt tlsPort = OptionalInt.empty();
        private @Nullable Path stateFolder;
        private @Nullable Path logFolder;

        private Builder(Path accessFile) {
            this.accessFile = accessFile;
        }

        /**
         * Takes this port; 0 chooses a free port.
         *
         * @param port from 0 to 65535; 0 by default
         * @return this builder
         * @throws IllegalArgumentException when there is no such port
         */
        public Builder port(int port) {
            this.port = checked(port);
            return this;
        }

        /**
         * Serves TLS too, on this port; 0 chooses a free port. The certificate of the authority
         * that a client must trust is written to {@code ACCESSFILE.ca.pem}.
         *
         * @param port from 0 to 65535; no TLS by default
         * @return this builder
         * @throws IllegalArgumentException when there is no such port
         */
        public Builder tlsPort(int port) {
            this.tlsPort = OptionalInt.of(checked(port));
            return this;
        }

        private static int checked(int port) {
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException("port is " + port + "; 0 to 65535 are allowed");
            }
            return port;
        }

        /**
         * Plays this tier; Managed HSMs have none.
         *
         * @param tier the tier; premium by default
         * @return this builder
         */
        public Builder tier(VaultTier tier) {
            Arguments.notNull("tier", tier);
            this.tier = tier;
            return this;
        }

        /**
         * Reads the time here.
         *
         * @param clock the clock; the system's by default
         * @return this builder
         */
        public Builder clock(Clock clock) {
            Arguments.notNull("clock", clock);
            this.clock = clock;
            return this;
        }

        /**
         * Takes randomness from here; must be thread-safe.
         *
         * @param random the generator; a new one by default
         * @return this builder
         */
        public Builder random(SecureRandom random) {
            Arguments.notNull("random", random);
            this.random = random;
            return this;
        }

        /**
         * Plays vaults of this subscription, outside of which no backup is restored.
         *
         * @param subscription the subscription; all zeros by default
         * @return this builder
         */
        public Builder subscription(UUID subscription) {
            Arguments.notNull("subscription", subscription);
            this.subscription = subscription;
            return this;
        }

        /**
         * Plays vaults in this geography, outside of which no backup is restored.
         *
         * @param geography its name; {@code rehearsal} by default
         * @return this builder
         * @throws IllegalArgumentException when it is empty, or has more than letters, digits,
         *     hyphens and spaces
         */
        public Builder geography(String geography) {
            if (!geography.matches("[0-9A-Za-z][0-9A-Za-z -]{0,63}")) {
                throw new IllegalArgumentException("no geography: '" + geography + "'");
            }
            this.geography = geography.toLowerCase(Locale.ROOT);
            return this;
        }

        /**
         * Plays vaults without purge protection, in which deleted keys can be purged.
         *
         * @param purgeable whether they can; false by default
         * @return this builder
         */
        public Builder purgeable(boolean purgeable) {
            this.purgeable = purgeable;
            return this;
        }

        /**
         * Keeps deleted keys for this long.
         *
         * @param days from 7 to 90; 90 by default
         * @return this builder
         * @throws IllegalArgumentException when it is not 7 to 90 days
         */
        public Builder recoverableDays(int days) {
            this.recoverableDays = new RecoveryTerms(purgeable, days, transition).recoverableDays();
            return this;
        }

        /**
         * Lets a deletion or recovery take this long; none by default.
         *
         * @param transition how long
         * @return this builder
         * @throws IllegalArgumentException when it is negative
         */
        public Builder transition(Duration transition) {
            Arguments.notNull("transition", transition);
            this.transition =
                    new RecoveryTerms(purgeable, recoverableDays, transition).transition();
            return this;
        }

        /**
         * Decides by access policies, not by roles; the refusals look different.
         *
         * @param accessPolicies whether they decide; false by default
         * @return this builder
         */
        public Builder accessPolicies(boolean accessPolicies) {
            this.permissionModel = accessPolicies ? PermissionModel.POLICY : PermissionModel.RBAC;
            return this;
        }

        /**
         * Adds a caller with an access file of its own, {@code ACCESSFILE.NAME}.
         *
         * @param grant {@code NAME[@APPID]=PERMISSION,…}, with the key permissions of access
         *     policies, or {@code all}
         * @return this builder
         * @throws MalformedIdentifierException when it is no such text
         */
        public Builder grant(String grant) throws MalformedIdentifierException {
            Arguments.notNull("grant", grant);
            identities.add(TokenHolder.parse(grant));
            return this;
        }

        /**
         * Adds a fault.
         *
         * @param fault {@code KIND[=SECONDS][:OPERATIONS[:WHEN]]}, such as {@code 429=2:import:1}
         * @return this builder
         * @throws MalformedIdentifierException when it is no such text
         */
        public Builder fault(String fault) throws MalformedIdentifierException {
            Arguments.notNull("fault", fault);
            faults.add(Fault.parse(fault));
            return this;
        }

        /**
         * Keeps keys in this folder, which is made for its owner alone when it is not there, and
         * goes on with those that are in it.
         *
         * @param stateFolder the folder; memory alone by default
         * @return this builder
         */
        public Builder stateFolder(Path stateFolder) {
            Arguments.notNull("stateFolder", stateFolder);
            this.stateFolder = stateFolder;
            return this;
        }

        /**
         * Writes AuditEvent logs below this folder.
         *
         * @param logFolder the folder; no logs by default
         * @return this builder
         */
        public Builder logFolder(Path logFolder) {
            Arguments.notNull("logFolder", logFolder);
            this.logFolder = logFolder;
            return this;
        }

        /** {@return the finished options; the builder is not to be used after} */
        public LocalVaultOptions build() {
            return new LocalVaultOptions(this);
        }
    }
}
