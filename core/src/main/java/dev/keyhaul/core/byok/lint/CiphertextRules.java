package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.keywrap.OtherTarget;
import dev.keyhaul.core.keywrap.TargetLength;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What lengths say: of the two parts, and of the target that nobody here can see.
 *
 * @param destination where the blob goes: the vault that is named, or else the KEK's
 */
record CiphertextRules(
        Optional<LintContext.Kek> kek, Optional<VaultHost> destination, BlobLint.Sink sink) {
    private static final String PLACE = "ciphertext";
    private static final int SHORTEST_KEK_BYTES = 2048 / 8;

    /** RFC 5649: a header, and two semiblocks at least for anything that is a key. */
    private static final int SHORTEST_KWP_BYTES = 24;

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
            case OTHER_KEY -> checkOther(known, OtherTarget.ofKwp(kwpBytes), kwpBytes);
            case UNKNOWN -> fitsNoKey(kwpBytes);
        }
    }

    private void fitsNoKey(int kwpBytes) {
        sink.found(
                LintCode.TARGET_LENGTH,
                PLACE,
                "has an AES-KWP part of " + kwpBytes + " bytes, which fits no key");
    }

    private void checkOther(LintContext.Kek known, List<OtherTarget> targets, int kwpBytes) {
        if (targets.isEmpty()) {
            fitsNoKey(kwpBytes);
            return;
        }
        OtherTarget weakest = targets.get(0);
        switch (weakest.form()) {
            case PKCS8 -> checkStrength(known, weakest);
            case AES -> checkAes(known, weakest, kwpBytes);
            case SEC1 ->
                    sink.found(
                            LintCode.TARGET_SEC1,
                            PLACE,
                            looksLike(targets, kwpBytes) + " outside PKCS#8");
            case OTHER_CURVE ->
                    sink.found(LintCode.TARGET_CURVE, PLACE, looksLike(targets, kwpBytes));
        }
    }

    private void checkAes(LintContext.Kek known, OtherTarget target, int kwpBytes) {
        Optional<VaultHost> vault = destination.filter(host -> !host.isManagedHsm());
        if (vault.isPresent()) {
            sink.found(
                    LintCode.TARGET_AES,
                    PLACE,
                    looksLike(List.of(target), kwpBytes)
                            + "; "
                            + vault.get()
                            + " is not a Managed HSM");
        } else {
            checkStrength(known, target);
        }
    }

    private void checkStrength(LintContext.Kek known, OtherTarget target) {
        int kekStrength = KeyDescription.of(known.publicKey()).strengthBits();
        if (kekStrength < target.strengthBits()) {
            sink.found(
                    LintCode.KEK_WEAK,
                    "KEK",
                    "is of "
                            + kekStrength
                            + " bits of strength; the target looks like "
                            + target.label()
                            + ", of "
                            + target.strengthBits());
        }
    }

    private static String looksLike(List<OtherTarget> targets, int kwpBytes) {
        String labels =
                targets.stream()
                        .map(OtherTarget::label)
                        .distinct()
                        .collect(Collectors.joining(" or "));
        return "has an AES-KWP part of " + kwpBytes + " bytes, as " + labels + " gives";
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
