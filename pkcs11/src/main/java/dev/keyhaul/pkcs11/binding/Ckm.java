package dev.keyhaul.pkcs11.binding;

import java.util.Optional;

/**
 * Mechanism types (PKCS#11 v3.0 §2), those that Keyhaul uses and other common ones. A vendor's own
 * mechanism has no constant here.
 *
 * @since 0.1.0
 */
public enum Ckm {
    RSA_PKCS_KEY_PAIR_GEN(0x0),
    RSA_PKCS(0x1),
    RSA_9796(0x2),
    RSA_X_509(0x3),
    SHA1_RSA_PKCS(0x6),
    RSA_PKCS_OAEP(0x9),
    RSA_X9_31_KEY_PAIR_GEN(0xa),
    RSA_X9_31(0xb),
    SHA1_RSA_X9_31(0xc),
    RSA_PKCS_PSS(0xd),
    SHA1_RSA_PKCS_PSS(0xe),
    DSA_KEY_PAIR_GEN(0x10),
    DSA(0x11),
    DH_PKCS_KEY_PAIR_GEN(0x20),
    DH_PKCS_DERIVE(0x21),
    SHA256_RSA_PKCS(0x40),
    SHA384_RSA_PKCS(0x41),
    SHA512_RSA_PKCS(0x42),
    SHA256_RSA_PKCS_PSS(0x43),
    SHA384_RSA_PKCS_PSS(0x44),
    SHA512_RSA_PKCS_PSS(0x45),
    SHA224_RSA_PKCS(0x46),
    SHA224_RSA_PKCS_PSS(0x47),
    SHA512_224(0x48),
    SHA512_224_HMAC(0x49),
    SHA512_224_HMAC_GENERAL(0x4a),
    SHA512_224_KEY_DERIVATION(0x4b),
    SHA512_256(0x4c),
    SHA512_256_HMAC(0x4d),
    SHA512_256_HMAC_GENERAL(0x4e),
    SHA512_256_KEY_DERIVATION(0x4f),
    SHA512_T(0x50),
    SHA512_T_HMAC(0x51),
    SHA512_T_HMAC_GENERAL(0x52),
    SHA512_T_KEY_DERIVATION(0x53),
    SHA3_256_RSA_PKCS(0x60),
    SHA3_384_RSA_PKCS(0x61),
    SHA3_512_RSA_PKCS(0x62),
    SHA3_256_RSA_PKCS_PSS(0x63),
    SHA3_384_RSA_PKCS_PSS(0x64),
    SHA3_512_RSA_PKCS_PSS(0x65),
    SHA3_224_RSA_PKCS(0x66),
    SHA3_224_RSA_PKCS_PSS(0x67),
    DES3_KEY_GEN(0x131),
    DES3_ECB(0x132),
    DES3_CBC(0x133),
    DES3_MAC(0x134),
    DES3_MAC_GENERAL(0x135),
    DES3_CBC_PAD(0x136),
    DES3_CMAC_GENERAL(0x137),
    DES3_CMAC(0x138),
    MD5(0x210),
    SHA_1(0x220),
    SHA_1_HMAC(0x221),
    SHA_1_HMAC_GENERAL(0x222),
    SHA256(0x250),
    SHA256_HMAC(0x251),
    SHA256_HMAC_GENERAL(0x252),
    SHA224(0x255),
    SHA224_HMAC(0x256),
    SHA224_HMAC_GENERAL(0x257),
    SHA384(0x260),
    SHA384_HMAC(0x261),
    SHA384_HMAC_GENERAL(0x262),
    SHA512(0x270),
    SHA512_HMAC(0x271),
    SHA512_HMAC_GENERAL(0x272),
    SHA3_256(0x2b0),
    SHA3_256_HMAC(0x2b1),
    SHA3_256_HMAC_GENERAL(0x2b2),
    SHA3_256_KEY_GEN(0x2b3),
    SHA3_224(0x2b5),
    SHA3_224_HMAC(0x2b6),
    SHA3_224_HMAC_GENERAL(0x2b7),
    SHA3_224_KEY_GEN(0x2b8),
    SHA3_384(0x2c0),
    SHA3_384_HMAC(0x2c1),
    SHA3_384_HMAC_GENERAL(0x2c2),
    SHA3_384_KEY_GEN(0x2c3),
    SHA3_512(0x2d0),
    SHA3_512_HMAC(0x2d1),
    SHA3_512_HMAC_GENERAL(0x2d2),
    SHA3_512_KEY_GEN(0x2d3),
    GENERIC_SECRET_KEY_GEN(0x350),
    SHA1_KEY_DERIVATION(0x392),
    SHA256_KEY_DERIVATION(0x393),
    SHA384_KEY_DERIVATION(0x394),
    SHA512_KEY_DERIVATION(0x395),
    SHA224_KEY_DERIVATION(0x396),
    SHA3_256_KEY_DERIVATION(0x397),
    SHA3_224_KEY_DERIVATION(0x398),
    SHA3_384_KEY_DERIVATION(0x399),
    SHA3_512_KEY_DERIVATION(0x39a),
    SHAKE_128_KEY_DERIVATION(0x39b),
    SHAKE_256_KEY_DERIVATION(0x39c),
    PKCS5_PBKD2(0x3b0),
    /** Also called CKM_EC_KEY_PAIR_GEN. */
    ECDSA_KEY_PAIR_GEN(0x1040),
    ECDSA(0x1041),
    ECDSA_SHA1(0x1042),
    ECDSA_SHA224(0x1043),
    ECDSA_SHA256(0x1044),
    ECDSA_SHA384(0x1045),
    ECDSA_SHA512(0x1046),
    ECDSA_SHA3_224(0x1047),
    ECDSA_SHA3_256(0x1048),
    ECDSA_SHA3_384(0x1049),
    ECDSA_SHA3_512(0x104a),
    ECDH1_DERIVE(0x1050),
    ECDH1_COFACTOR_DERIVE(0x1051),
    ECDH_AES_KEY_WRAP(0x1053),
    RSA_AES_KEY_WRAP(0x1054),
    EC_EDWARDS_KEY_PAIR_GEN(0x1055),
    EC_MONTGOMERY_KEY_PAIR_GEN(0x1056),
    EDDSA(0x1057),
    AES_KEY_GEN(0x1080),
    AES_ECB(0x1081),
    AES_CBC(0x1082),
    AES_MAC(0x1083),
    AES_MAC_GENERAL(0x1084),
    AES_CBC_PAD(0x1085),
    AES_CTR(0x1086),
    AES_GCM(0x1087),
    AES_CCM(0x1088),
    AES_CTS(0x1089),
    AES_CMAC(0x108a),
    AES_CMAC_GENERAL(0x108b),
    AES_XCBC_MAC(0x108c),
    AES_XCBC_MAC_96(0x108d),
    AES_GMAC(0x108e),
    DES3_ECB_ENCRYPT_DATA(0x1102),
    DES3_CBC_ENCRYPT_DATA(0x1103),
    AES_ECB_ENCRYPT_DATA(0x1104),
    AES_CBC_ENCRYPT_DATA(0x1105),
    EC_KEY_PAIR_GEN_W_EXTRA_BITS(0x140b),
    DH_PKCS_PARAMETER_GEN(0x2001),
    AES_OFB(0x2104),
    AES_CFB64(0x2105),
    AES_CFB8(0x2106),
    AES_CFB128(0x2107),
    AES_CFB1(0x2108),
    AES_KEY_WRAP(0x2109),
    AES_KEY_WRAP_PAD(0x210a),
    AES_KEY_WRAP_KWP(0x210b),
    RSA_PKCS_TPM_1_1(0x4001),
    RSA_PKCS_OAEP_TPM_1_1(0x4002),
    SHA_1_KEY_GEN(0x4003),
    SHA224_KEY_GEN(0x4004),
    SHA256_KEY_GEN(0x4005),
    SHA384_KEY_GEN(0x4006),
    SHA512_KEY_GEN(0x4007),
    SHA512_224_KEY_GEN(0x4008),
    SHA512_256_KEY_GEN(0x4009),
    SHA512_T_KEY_GEN(0x400a);

    private static final Ckm[] ALL = values();

    private final long code;

    Ckm(long code) {
        this.code = code;
    }

    /** Returns the number of the mechanism. */
    public long code() {
        return code;
    }

    /** Returns the constant of a mechanism; empty for one that has none here. */
    public static Optional<Ckm> of(long code) {
        for (Ckm known : ALL) {
            if (known.code == code) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /** Returns the name of a mechanism, such as {@code CKM_AES_CBC}, or its number in hex. */
    public static String name(long code) {
        return of(code).map(Ckm::toString).orElseGet(() -> "0x" + Long.toHexString(code));
    }

    /** Returns the name in PKCS#11, such as {@code CKM_AES_CBC}. */
    @Override
    public String toString() {
        return "CKM_" + name();
    }
}
