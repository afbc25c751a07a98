package dev.keyhaul.cli.batch;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.file.InputFile;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The KEKs of a batch, each file read once. Thread-safe. */
final class Keks {
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    /** One KEK a ceremony; a batch of more than so many is something else. */
    private static final int MAX_KEKS = 10_000;

    private final Map<KekColumns, KeyExchangeKey> known = new HashMap<>();
    private final KekTrust trust;
    private final Consumer<String> warnings;

    Keks(KekTrust trust, Consumer<String> warnings) {
        this.trust = trust;
        this.warnings = warnings;
    }

    /**
     * Returns the KEK; the same object for the same columns.
     *
     * @throws KeyTransferException when it is malformed, against the rules, or not authenticated
     */
    synchronized KeyExchangeKey get(KekColumns columns) throws KeyTransferException {
        KeyExchangeKey kek = known.get(columns);
        if (kek == null) {
            if (known.size() == MAX_KEKS) {
                throw new RefusedException(
                        "more than " + MAX_KEKS + " KEKs", "split the manifest into several");
            }
            kek = read(columns);
            known.put(columns, kek);
        }
        return kek;
    }

    private KeyExchangeKey read(KekColumns columns) throws KeyTransferException {
        byte[] bytes = InputFile.read(columns.file(), MAX_FILE_BYTES);
        try {
            KeyExchangeKey kek =
                    trust.authenticate(
                            KekCandidate.read(
                                    bytes, columns.parsedKid(), Clock.systemUTC().instant()),
                            columns.parsedFingerprint(),
                            "the KEK in " + columns.file());
            kek.warnings().forEach(warning -> warnings.accept(columns.file() + ": " + warning));
            return kek;
        } finally {
            // It may be a private key after all.
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
