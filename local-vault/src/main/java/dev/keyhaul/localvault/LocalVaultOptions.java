package dev.keyhaul.localvault;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;

/**
 * How a local vault is started.
 *
 * @param tokenFile where the bearer token is written; must not exist yet
 * @param port the TCP port on 127.0.0.1, or 0 for a free one
 * @param tier the tier of every vault on this server
 * @param clock gives the times in the keys' attributes
 * @param random makes keys, versions and the bearer token
 */
public record LocalVaultOptions(
        Path tokenFile, int port, VaultTier tier, Clock clock, SecureRandom random) {
    private static final int MAX_PORT = 65_535;

    /** Refuses null and ports that do not exist. */
    public LocalVaultOptions {
        Objects.requireNonNull(tokenFile);
        Objects.requireNonNull(tier);
        Objects.requireNonNull(clock);
        Objects.requireNonNull(random);
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port is " + port + "; allowed are 0 to 65535");
        }
    }

    /** Starts with a premium vault on a free port. */
    public static Builder builder(Path tokenFile) {
        return new Builder(tokenFile);
    }

    /** Puts options together; not thread-safe. */
    public static final class Builder {
        private final Path tokenFile;
        private int port;
        private VaultTier tier = VaultTier.PREMIUM;
        private Clock clock = Clock.systemUTC();
        private SecureRandom random = new SecureRandom();

        private Builder(Path tokenFile) {
            this.tokenFile = tokenFile;
        }

        /** Takes this port; 0 is a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Plays this tier. */
        public Builder tier(VaultTier tier) {
            this.tier = tier;
            return this;
        }

        /** Reads the time here. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** Takes randomness from here; must be thread-safe. */
        public Builder random(SecureRandom random) {
            this.random = random;
            return this;
        }

        /** Returns the finished options. */
        public LocalVaultOptions build() {
            return new LocalVaultOptions(tokenFile, port, tier, clock, random);
        }
    }
}
