package dev.keyhaul.core.byok.lint;

import static dev.keyhaul.core.byok.lint.LintCode.Severity.ERROR;
import static dev.keyhaul.core.byok.lint.LintCode.Severity.WARNING;

/**
 * Every mistake that is looked for; its code is stable, for scripts.
 *
 * @since 0.1.0
 */
public enum LintCode {
    /** Text before the text. */
    BYTE_ORDER_MARK("KH-BOM", ERROR, "save the file as UTF-8 without a byte order mark"),
    /** Base64 around the JSON. */
    BASE64_TWICE(
            "KH-BASE64-TWICE",
            ERROR,
            "decode it once: a .byok file is plain JSON; az and PowerShell encode it when they send it, and a REST client must do so too"),
    /** No JSON object. */
    NOT_JSON(
            "KH-JSON",
            ERROR,
            "it must be one JSON object in UTF-8; check that it is the .byok file, and complete"),
    /** A member twice. */
    DUPLICATE_MEMBER("KH-DUPLICATE", ERROR, "remove all but one"),
    /** Something after the object. */
    TEXT_AFTER("KH-TEXT-AFTER", ERROR, "remove what follows the last brace"),
    /** A member is not there. */
    MEMBER_MISSING("KH-MEMBER-MISSING", ERROR, "make the blob again"),
    /** A member of another type. */
    MEMBER_TYPE("KH-MEMBER-TYPE", ERROR, "make it a JSON string in double quotes"),
    /** A member that the specification does not have. */
    MEMBER_UNKNOWN("KH-MEMBER-UNKNOWN", ERROR, "remove it, or check how its name is spelt"),
    /** Another schema. */
    SCHEMA_VERSION("KH-SCHEMA", ERROR, "it must be 1.0.0"),
    /** Another alg. */
    ALG("KH-ALG", ERROR, "it must be dir"),
    /** Another enc. */
    ENC("KH-ENC", ERROR, "it must be CKM_RSA_AES_KEY_WRAP"),
    /** No key identifier. */
    KID("KH-KID", ERROR, "it must look like https://VAULT/keys/NAME/VERSION"),
    /** An identifier without version. */
    KID_VERSION(
            "KH-KID-VERSION",
            ERROR,
            "'az keyvault key show --query key.kid' prints it with the version"),
    /** A KEK of another vault. */
    KID_VAULT("KH-KID-VAULT", ERROR, "a blob can be imported only into the vault of its KEK"),
    /** Another KEK than given. */
    KID_OTHER("KH-KID-OTHER", ERROR, "make the blob again for the KEK that you mean"),
    /** A padded ciphertext. */
    BASE64_PADDING(
            "KH-BASE64-PADDING",
            WARNING,
            "the specification has no padding, but a vendor's tool writes it, and its tutorial imports such a blob: if the vault refuses this one, remove the '=' at the end"),
    /** A ciphertext in standard base64. */
    BASE64_STANDARD(
            "KH-BASE64-STANDARD",
            ERROR,
            "replace '+' with '-' and '/' with '_': it must be base64url"),
    /** White space in the ciphertext. */
    BASE64_BLANKS(
            "KH-BASE64-BLANKS", ERROR, "remove blanks and line breaks: 'base64 -w0' writes none"),
    /** The specification's notation, taken literally. */
    BASE64_LITERAL(
            "KH-BASE64-LITERAL",
            ERROR,
            "BASE64URL(…) is notation: write only the text in the brackets"),
    /** No base64 at all. */
    BASE64("KH-BASE64", ERROR, "letters, digits, '-' and '_' only"),
    /** Too short to hold both parts. */
    TOO_SHORT(
            "KH-SHORT",
            ERROR,
            "the OAEP part comes first, as long as the KEK's modulus, then the AES-KWP part"),
    /** A length that AES-KWP never gives. */
    KWP_LENGTH(
            "KH-KWP-LENGTH",
            ERROR,
            "AES-KWP output is a multiple of 8 bytes: check that the blob is complete"),
    /** The length of a PKCS#1 key. */
    TARGET_PKCS1(
            "KH-TARGET-PKCS1",
            WARNING,
            "wrap the key as PKCS#8: openssl pkcs8 -topk8 -nocrypt -outform DER"),
    /** The length of PEM text. */
    TARGET_PEM("KH-TARGET-PEM", WARNING, "wrap the DER, not the PEM text"),
    /** The length of an EC key outside PKCS#8. */
    TARGET_SEC1(
            "KH-TARGET-SEC1",
            WARNING,
            "wrap the key as PKCS#8: openssl pkcs8 -topk8 -nocrypt -outform DER"),
    /** The length of a curve that is not taken. */
    TARGET_CURVE("KH-TARGET-CURVE", WARNING, "the import accepts P-256, P-384 and P-521"),
    /** An AES key for a vault that is not a Managed HSM. */
    TARGET_AES("KH-TARGET-AES", ERROR, "import it into a Managed HSM, with its own KEK"),
    /** The length of nothing known. */
    TARGET_LENGTH(
            "KH-TARGET-LENGTH",
            WARNING,
            "RSA and EC keys in unencrypted PKCS#8, and raw AES keys, have other lengths: check whether the key is encrypted"),
    /** The KEK can do more than import. */
    KEK_OPERATIONS("KH-KEK-OPS", ERROR, "make a KEK whose only operation is import"),
    /** The KEK is no HSM key. */
    KEK_TYPE("KH-KEK-TYPE", ERROR, "make a KEK of type RSA-HSM"),
    /** A KEK of a length that the service does not take. */
    KEK_LENGTH("KH-KEK-LENGTH", ERROR, "make a KEK of 2048, 3072 or 4096 bits"),
    /** A disabled KEK. */
    KEK_DISABLED(
            "KH-KEK-DISABLED",
            ERROR,
            "create another KEK, and make the blob again for it: this KEK's ceremony has ended"),
    /** An expired KEK. */
    KEK_EXPIRED(
            "KH-KEK-EXPIRED",
            WARNING,
            "the service is said to ignore the expiry, but a new KEK for each ceremony is better"),
    /** The KEK is weaker than what it protects. */
    KEK_WEAK("KH-KEK-WEAK", WARNING, "make a KEK that is at least as long as the target");

    private final String id;
    private final Severity severity;
    private final String fix;

    LintCode(String id, Severity severity, String fix) {
        this.id = id;
        this.severity = severity;
        this.fix = fix;
    }

    /** Returns the code, such as {@code KH-KID-VERSION}. */
    public String id() {
        return id;
    }

    /** Returns how bad it is. */
    public Severity severity() {
        return severity;
    }

    /** Returns how it is put right. */
    public String fix() {
        return fix;
    }

    /** How bad a mistake is. */
    public enum Severity {
        /** The service refuses it. */
        ERROR,
        /** A person should look. */
        WARNING
    }
}
