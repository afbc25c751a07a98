package dev.keyhaul.adrms.slc;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import java.util.Arrays;
import java.util.List;

/**
 * AD RMS's cryptographic modes.
 *
 * @since 0.1.0
 */
public enum CryptographicMode {
    /** RSA-1024 with SHA-1. */
    MODE_1(1, 1024),
    /** RSA-2048 with SHA-256. */
    MODE_2(2, 2048);

    private final int number;
    private final int modulusBits;

    CryptographicMode(int number, int modulusBits) {
        this.number = number;
        this.modulusBits = modulusBits;
    }

    /**
     * Returns the mode of a key by its length.
     *
     * @throws CheckFailedException when no mode has that length
     */
    public static CryptographicMode of(int modulusBits) throws CheckFailedException {
        return Arrays.stream(values())
                .filter(mode -> mode.modulusBits == modulusBits)
                .findFirst()
                .orElseThrow(
                        () ->
                                new CheckFailedException(
                                        Reason.DOMAIN_INCONSISTENT,
                                        "the server's key is "
                                                + modulusBits
                                                + " bits, instead of 1024 (mode 1) or 2048 (mode 2)"));
    }

    /** Returns 1 or 2. */
    public int number() {
        return number;
    }

    /** Returns the length of the server's key. */
    public int modulusBits() {
        return modulusBits;
    }

    /** Returns what {@code nCSPType} may be: 1 is PROV_RSA_FULL, 24 is PROV_RSA_AES. */
    public List<Integer> cspTypes() {
        return this == MODE_1 ? List.of(1, 24) : List.of(24);
    }
}
