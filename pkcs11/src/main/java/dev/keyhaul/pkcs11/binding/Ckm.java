package dev.keyhaul.pkcs11.binding;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Mechanism types (PKCS#11 v3.0 §2), those that Keyhaul uses and the names of common ones.
 * Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class Ckm {
    /** {@code CKM_RSA_PKCS_KEY_PAIR_GEN}. */
    public static final long RSA_PKCS_KEY_PAIR_GEN = 0x0L;

    /** {@code CKM_RSA_PKCS}. */
    public static final long RSA_PKCS = 0x1L;

    /** {@code CKM_RSA_PKCS_OAEP}. */
    public static final long RSA_PKCS_OAEP = 0x9L;

    /** {@code CKM_SHA_1}. */
    public static final long SHA_1 = 0x220L;

    /** {@code CKM_SHA256}. */
    public static final long SHA256 = 0x250L;

    /** {@code CKM_AES_KEY_GEN}. */
    public static final long AES_KEY_GEN = 0x1080L;

    /** {@code CKM_AES_ECB}. */
    public static final long AES_ECB = 0x1081L;

    /** {@code CKM_AES_CBC}. */
    public static final long AES_CBC = 0x1082L;

    /** {@code CKM_EC_KEY_PAIR_GEN}, which was called CKM_ECDSA_KEY_PAIR_GEN. */
    public static final long EC_KEY_PAIR_GEN = 0x1040L;

    /** {@code CKM_ECDSA}. */
    public static final long ECDSA = 0x1041L;

    /** {@code CKM_AES_KEY_WRAP}. */
    public static final long AES_KEY_WRAP = 0x2109L;

    /** {@code CKM_AES_KEY_WRAP_PAD}. */
    public static final long AES_KEY_WRAP_PAD = 0x210aL;

    /** {@code CKM_AES_KEY_WRAP_KWP}. */
    public static final long AES_KEY_WRAP_KWP = 0x210bL;

    /** {@code CKM_RSA_AES_KEY_WRAP}. */
    public static final long RSA_AES_KEY_WRAP = 0x1054L;

    /** {@code CKM_GENERIC_SECRET_KEY_GEN}. */
    public static final long GENERIC_SECRET_KEY_GEN = 0x350L;

    private static final Map<Long, String> NAMES =
            """
            0000 CKM_RSA_PKCS_KEY_PAIR_GEN
            0001 CKM_RSA_PKCS
            0002 CKM_RSA_9796
            0003 CKM_RSA_X_509
            0006 CKM_SHA1_RSA_PKCS
            0009 CKM_RSA_PKCS_OAEP
            000a CKM_RSA_X9_31_KEY_PAIR_GEN
            000b CKM_RSA_X9_31
            000c CKM_SHA1_RSA_X9_31
            000d CKM_RSA_PKCS_PSS
            000e CKM_SHA1_RSA_PKCS_PSS
            0010 CKM_DSA_KEY_PAIR_GEN
            0011 CKM_DSA
            0020 CKM_DH_PKCS_KEY_PAIR_GEN
            0021 CKM_DH_PKCS_DERIVE
            0040 CKM_SHA256_RSA_PKCS
            0041 CKM_SHA384_RSA_PKCS
            0042 CKM_SHA512_RSA_PKCS
            0043 CKM_SHA256_RSA_PKCS_PSS
            0044 CKM_SHA384_RSA_PKCS_PSS
            0045 CKM_SHA512_RSA_PKCS_PSS
            0046 CKM_SHA224_RSA_PKCS
            0047 CKM_SHA224_RSA_PKCS_PSS
            0048 CKM_SHA512_224
            0049 CKM_SHA512_224_HMAC
            004a CKM_SHA512_224_HMAC_GENERAL
            004b CKM_SHA512_224_KEY_DERIVATION
            004c CKM_SHA512_256
            004d CKM_SHA512_256_HMAC
            004e CKM_SHA512_256_HMAC_GENERAL
            004f CKM_SHA512_256_KEY_DERIVATION
            0050 CKM_SHA512_T
            0051 CKM_SHA512_T_HMAC
            0052 CKM_SHA512_T_HMAC_GENERAL
            0053 CKM_SHA512_T_KEY_DERIVATION
            0060 CKM_SHA3_256_RSA_PKCS
            0061 CKM_SHA3_384_RSA_PKCS
            0062 CKM_SHA3_512_RSA_PKCS
            0063 CKM_SHA3_256_RSA_PKCS_PSS
            0064 CKM_SHA3_384_RSA_PKCS_PSS
            0065 CKM_SHA3_512_RSA_PKCS_PSS
            0066 CKM_SHA3_224_RSA_PKCS
            0067 CKM_SHA3_224_RSA_PKCS_PSS
            0131 CKM_DES3_KEY_GEN
            0132 CKM_DES3_ECB
            0133 CKM_DES3_CBC
            0134 CKM_DES3_MAC
            0135 CKM_DES3_MAC_GENERAL
            0136 CKM_DES3_CBC_PAD
            0137 CKM_DES3_CMAC_GENERAL
            0138 CKM_DES3_CMAC
            0210 CKM_MD5
            0220 CKM_SHA_1
            0221 CKM_SHA_1_HMAC
            0222 CKM_SHA_1_HMAC_GENERAL
            0250 CKM_SHA256
            0251 CKM_SHA256_HMAC
            0252 CKM_SHA256_HMAC_GENERAL
            0255 CKM_SHA224
            0256 CKM_SHA224_HMAC
            0257 CKM_SHA224_HMAC_GENERAL
            0260 CKM_SHA384
            0261 CKM_SHA384_HMAC
            0262 CKM_SHA384_HMAC_GENERAL
            0270 CKM_SHA512
            0271 CKM_SHA512_HMAC
            0272 CKM_SHA512_HMAC_GENERAL
            02b0 CKM_SHA3_256
            02b1 CKM_SHA3_256_HMAC
            02b2 CKM_SHA3_256_HMAC_GENERAL
            02b3 CKM_SHA3_256_KEY_GEN
            02b5 CKM_SHA3_224
            02b6 CKM_SHA3_224_HMAC
            02b7 CKM_SHA3_224_HMAC_GENERAL
            02b8 CKM_SHA3_224_KEY_GEN
            02c0 CKM_SHA3_384
            02c1 CKM_SHA3_384_HMAC
            02c2 CKM_SHA3_384_HMAC_GENERAL
            02c3 CKM_SHA3_384_KEY_GEN
            02d0 CKM_SHA3_512
            02d1 CKM_SHA3_512_HMAC
            02d2 CKM_SHA3_512_HMAC_GENERAL
            02d3 CKM_SHA3_512_KEY_GEN
            0350 CKM_GENERIC_SECRET_KEY_GEN
            0392 CKM_SHA1_KEY_DERIVATION
            0393 CKM_SHA256_KEY_DERIVATION
            0394 CKM_SHA384_KEY_DERIVATION
            0395 CKM_SHA512_KEY_DERIVATION
            0396 CKM_SHA224_KEY_DERIVATION
            0397 CKM_SHA3_256_KEY_DERIVATION
            0398 CKM_SHA3_224_KEY_DERIVATION
            0399 CKM_SHA3_384_KEY_DERIVATION
            039a CKM_SHA3_512_KEY_DERIVATION
            039b CKM_SHAKE_128_KEY_DERIVATION
            039c CKM_SHAKE_256_KEY_DERIVATION
            03b0 CKM_PKCS5_PBKD2
            1040 CKM_ECDSA_KEY_PAIR_GEN
            1041 CKM_ECDSA
            1042 CKM_ECDSA_SHA1
            1043 CKM_ECDSA_SHA224
            1044 CKM_ECDSA_SHA256
            1045 CKM_ECDSA_SHA384
            1046 CKM_ECDSA_SHA512
            1047 CKM_ECDSA_SHA3_224
            1048 CKM_ECDSA_SHA3_256
            1049 CKM_ECDSA_SHA3_384
            104a CKM_ECDSA_SHA3_512
            1050 CKM_ECDH1_DERIVE
            1051 CKM_ECDH1_COFACTOR_DERIVE
            1053 CKM_ECDH_AES_KEY_WRAP
            1054 CKM_RSA_AES_KEY_WRAP
            1055 CKM_EC_EDWARDS_KEY_PAIR_GEN
            1056 CKM_EC_MONTGOMERY_KEY_PAIR_GEN
            1057 CKM_EDDSA
            1080 CKM_AES_KEY_GEN
            1081 CKM_AES_ECB
            1082 CKM_AES_CBC
            1083 CKM_AES_MAC
            1084 CKM_AES_MAC_GENERAL
            1085 CKM_AES_CBC_PAD
            1086 CKM_AES_CTR
            1087 CKM_AES_GCM
            1088 CKM_AES_CCM
            1089 CKM_AES_CTS
            108a CKM_AES_CMAC
            108b CKM_AES_CMAC_GENERAL
            108c CKM_AES_XCBC_MAC
            108d CKM_AES_XCBC_MAC_96
            108e CKM_AES_GMAC
            1102 CKM_DES3_ECB_ENCRYPT_DATA
            1103 CKM_DES3_CBC_ENCRYPT_DATA
            1104 CKM_AES_ECB_ENCRYPT_DATA
            1105 CKM_AES_CBC_ENCRYPT_DATA
            140b CKM_EC_KEY_PAIR_GEN_W_EXTRA_BITS
            2001 CKM_DH_PKCS_PARAMETER_GEN
            2104 CKM_AES_OFB
            2105 CKM_AES_CFB64
            2106 CKM_AES_CFB8
            2107 CKM_AES_CFB128
            2108 CKM_AES_CFB1
            2109 CKM_AES_KEY_WRAP
            210a CKM_AES_KEY_WRAP_PAD
            210b CKM_AES_KEY_WRAP_KWP
            4001 CKM_RSA_PKCS_TPM_1_1
            4002 CKM_RSA_PKCS_OAEP_TPM_1_1
            4003 CKM_SHA_1_KEY_GEN
            4004 CKM_SHA224_KEY_GEN
            4005 CKM_SHA256_KEY_GEN
            4006 CKM_SHA384_KEY_GEN
            4007 CKM_SHA512_KEY_GEN
            4008 CKM_SHA512_224_KEY_GEN
            4009 CKM_SHA512_256_KEY_GEN
            400a CKM_SHA512_T_KEY_GEN
            """
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    row -> Long.parseLong(row[0], 16), row -> row[1]));

    private Ckm() {}

    /** Returns the name of a mechanism, or its number where it has none here. */
    public static String name(long type) {
        return NAMES.getOrDefault(type, "0x" + Long.toHexString(type));
    }
}
