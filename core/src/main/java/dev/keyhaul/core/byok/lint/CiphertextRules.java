package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.keywrap.TargetLength;
import java.util.Optional;

/** What lengths say: of the two parts, and of the target that nobody here can see. */
final class CiphertextRules {
    private static final String PLACE = "ciphertext";
    private static final int SHORTEST_KEK_BYTES = 2048 / 8;

    /** RFC 5649: a header, and two semiblocks at least for anything that is a key. */
    private static final int SHORTEST_KWP_BYTES = 24;

    private final Optional<LintContext.Kek> kek;
    private final BlobLint.Sink sink;

    CiphertextRules(Optional<LintContext.Kek> kek, BlobLint.Sink sink) {
        this.kek = kek;
        this.sink = sink;
    }

    void check(byte[] ciphertext) {
        int kekBytes = kek.map(CiphertextRules::modulusBytes).orElse(SHORTEST_KEK_BYTES);
        int kwpBytes = ciphertext.length - kekBytes;
        if (kwpBytes < SHORTEST_KWP_BYTES) {
            sink.found(
                    LintCode.TOO_SHORT,
                    PLACE,
                    "is of "
                            + ciphertext.length
                            + " bytes; with this KEK it has at least "
                            + (kekBytes + SHORTEST_KWP_BYTES));
        } else if (kwpBytes % 8 != 0) {
            sink.found(LintCode.KWP_LENGTH, PLACE, "has an AES-KWP part of " + kwpBytes + " bytes");
        } else {
            kek.ifPresent(known -> checkTarget(known, kwpBytes));
        }
    }

    private static int modulusBytes(LintContext.Kek kek) {
        return (kek.publicKey().getModulus().bitLength() + 7) / 8;
    }

    private void checkTarget(LintContext.Kek known, int kwpBytes) {
        TargetLength target = TargetLength.ofKwp(kwpBytes);
        switch (target.form()) {
            case PKCS8 -> checkStrength(known, target.modulusBits());
            case PKCS1 ->
                    sink.found(LintCode.TARGET_PKCS1, PLACE, looksLike(target, "PKCS#1", kwpBytes));
            case PEM ->
                    sink.found(LintCode.TARGET_PEM, PLACE, looksLike(target, "PEM text", kwpBytes));
            case OTHER_KEY -> {
                // An EC or symmetric key: no business of RSA's lengths.
            }
            case UNKNOWN ->
                    sink.found(
                            LintCode.TARGET_LENGTH,
                            PLACE,
                            "has an AES-KWP part of " + kwpBytes + " bytes, which fits no key");
        }
    }

    private void checkStrength(LintContext.Kek known, int targetBits) {
        int kekBits = known.publicKey().getModulus().bitLength();
        if (kekBits < targetBits) {
            sink.found(
                    LintCode.KEK_WEAK,
                    "KEK",
                    "is of " + kekBits + " bits; the target looks like " + targetBits);
        }
    }

    private static String looksLike(TargetLength target, String form, int kwpBytes) {
        return "has an AES-KWP part of "
                + kwpBytes
                + " bytes, as RSA-"
                + target.modulusBits()
                + " in "
                + form
                + " gives";
    }
}
