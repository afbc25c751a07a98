package dev.keyhaul.core.keywrap;

import java.util.Arrays;
import java.util.List;

/**
 * Keys other than RSA's by the length of their AES-KWP part. Several may have one length: a P-384
 * key without its public half is as long as a P-256 key that names its curve twice.
 */
public enum OtherTarget {
    /** AES of 128 bits, its raw bytes. */
    AES_128("AES 128", Form.AES, 128),
    /** AES of 192 bits. */
    AES_192("AES 192", Form.AES, 192),
    /** AES of 256 bits. */
    AES_256("AES 256", Form.AES, 256),
    /** P-256 in PKCS#8, with or without its public half, and with the curve in it again. */
    P_256("EC P-256", Form.PKCS8, 128),
    /** P-384 in PKCS#8. */
    P_384("EC P-384", Form.PKCS8, 192),
    /** P-521 in PKCS#8. */
    P_521("EC P-521", Form.PKCS8, 256),
    /** P-256K in PKCS#8. */
    P_256K("EC P-256K", Form.OTHER_CURVE, 128),
    /** P-256 as SEC 1 has it, outside PKCS#8. */
    SEC1_P_256("EC P-256", Form.SEC1, 128),
    /** P-384 outside PKCS#8. */
    SEC1_P_384("EC P-384", Form.SEC1, 192),
    /** P-521 outside PKCS#8. */
    SEC1_P_521("EC P-521", Form.SEC1, 256);

    /** How the key is written. */
    public enum Form {
        /** A raw AES key. */
        AES,
        /** An EC key that importers take. */
        PKCS8,
        /** An EC key of a curve that is not taken. */
        OTHER_CURVE,
        /** An EC key outside PKCS#8. */
        SEC1
    }

    private final String label;
    private final Form form;
    private final int strengthBits;

    OtherTarget(String label, Form form, int strengthBits) {
        this.label = label;
        this.form = form;
        this.strengthBits = strengthBits;
    }

    /** Returns those that have this length; those that importers take first, and no others then. */
    public static List<OtherTarget> ofKwp(int kwpBytes) {
        List<OtherTarget> fitting =
                Arrays.stream(values()).filter(target -> target.fits(kwpBytes)).toList();
        List<OtherTarget> taken = fitting.stream().filter(OtherTarget::isTaken).toList();
        return taken.isEmpty() ? fitting : taken;
    }

    /** The zero bytes that SoftHSM pads with fill a block of 8, as AES-KWP does. */
    private boolean fits(int kwpBytes) {
        return lengthsBytes().stream().anyMatch(bytes -> (bytes + 7) / 8 * 8 + 8 == kwpBytes);
    }

    /** Whole, without its public half, and both again with the curve inside the RFC 5915 part. */
    private List<Integer> lengthsBytes() {
        return switch (this) {
            case AES_128 -> List.of(16);
            case AES_192 -> List.of(24);
            case AES_256 -> List.of(32);
            case P_256 -> List.of(138, 67, 150, 79);
            case P_384 -> List.of(185, 80, 194, 89);
            case P_521 -> List.of(241, 98, 250, 107);
            case P_256K -> List.of(135, 64);
            case SEC1_P_256 -> List.of(121, 109, 51);
            case SEC1_P_384 -> List.of(167, 158);
            case SEC1_P_521 -> List.of(223, 214);
        };
    }

    /** Whether importers take it. */
    public boolean isTaken() {
        return form == Form.AES || form == Form.PKCS8;
    }

    /** Returns kind and length for people, such as {@code EC P-256}. */
    public String label() {
        return label;
    }

    /** Returns how the key is written. */
    public Form form() {
        return form;
    }

    /** Returns its security strength in bits, as NIST SP 800-57 part 1 §5.6.1 compares keys. */
    public int strengthBits() {
        return strengthBits;
    }
}
