package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.byok.KekRecord;
import java.time.Instant;
import java.util.List;

/** The KEK that goes with the blob. */
record KekRules(Instant now, BlobLint.Sink sink) {
    private static final String PLACE = "KEK";

    void check(LintContext.Kek kek) {
        int bits = kek.publicKey().getModulus().bitLength();
        if (bits != 2048 && bits != 3072 && bits != 4096) {
            sink.found(LintCode.KEK_LENGTH, PLACE, "is of " + bits + " bits");
        }
        kek.record().ifPresent(this::check);
    }

    private void check(KekRecord record) {
        if (!record.keyType().equals("RSA-HSM")) {
            sink.found(LintCode.KEK_TYPE, PLACE, "is of type " + record.keyType());
        }
        if (!record.keyOperations().equals(List.of("import"))) {
            sink.found(LintCode.KEK_OPERATIONS, PLACE, "has key_ops " + record.keyOperations());
        }
        if (!record.enabled()) {
            sink.found(LintCode.KEK_DISABLED, PLACE, "is disabled");
        }
        record.expires()
                .filter(time -> time.isBefore(now))
                .ifPresent(time -> sink.found(LintCode.KEK_EXPIRED, PLACE, "expired at " + time));
    }
}
