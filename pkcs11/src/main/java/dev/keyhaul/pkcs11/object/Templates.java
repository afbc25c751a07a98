package dev.keyhaul.pkcs11.object;

import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.session.LeftBehind;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;

/**
 * The attributes of every object that is made here.
 *
 * <p>What a template leaves out is true on SoftHSM (ENCRYPT, DECRYPT, SIGN, VERIFY, UNWRAP): with a
 * plain template the ephemeral AES key could decrypt the wrapped target back into this process. So
 * each attribute is set, and {@link HonouredTemplate} reads them back.
 */
public final class Templates {
    static final byte[] PUBLIC_EXPONENT = {1, 0, 1};
    public static final int AES_BYTES = 32;

    // The private numbers of a throw-away key are written, and never read: Cka lacks them, so that
    // nothing asks a token for them.
    private static final long CKA_PRIVATE_EXPONENT = 0x123L;
    private static final long CKA_PRIME_1 = 0x124L;
    private static final long CKA_PRIME_2 = 0x125L;
    private static final long CKA_EXPONENT_1 = 0x126L;
    private static final long CKA_EXPONENT_2 = 0x127L;
    private static final long CKA_COEFFICIENT = 0x128L;

    private Templates() {}

    /**
     * DECRYPT without UNWRAP: both on one key is the classic wrap-and-decrypt attack. MODIFIABLE
     * stays, for the key's id and for making it not extractable later.
     */
    public static Template targetPrivate(boolean extractable) {
        return rsaPrivate()
                .yes(Cka.TOKEN, Cka.SIGN, Cka.DECRYPT)
                .no(Cka.UNWRAP, Cka.SIGN_RECOVER, Cka.DERIVE)
                .plus(extractable(extractable));
    }

    public static Template targetPublic(int modulusBits) {
        return rsaPublic(modulusBits)
                .yes(Cka.TOKEN, Cka.VERIFY, Cka.ENCRYPT)
                .no(Cka.PRIVATE, Cka.WRAP, Cka.VERIFY_RECOVER, Cka.DERIVE);
    }

    /** Opens AES keys, which inherit that they cannot leave and cannot decrypt. */
    public static Template recoveryPrivate() {
        return rsaPrivate()
                .yes(Cka.TOKEN, Cka.UNWRAP)
                .no(Cka.DECRYPT, Cka.SIGN, Cka.SIGN_RECOVER, Cka.DERIVE)
                .plus(sealed())
                .with(
                        Cka.UNWRAP_TEMPLATE,
                        Template.empty()
                                .yes(Cka.SENSITIVE)
                                .no(Cka.EXTRACTABLE, Cka.ENCRYPT, Cka.DECRYPT));
    }

    public static Template recoveryPublic(int modulusBits) {
        return rsaPublic(modulusBits)
                .yes(Cka.TOKEN, Cka.WRAP)
                .no(Cka.PRIVATE, Cka.ENCRYPT, Cka.VERIFY, Cka.VERIFY_RECOVER, Cka.DERIVE);
    }

    /**
     * Opens one key that is brought in, and goes. Without a template for what it unwraps: that may
     * be the AES key, or in one call the target itself.
     */
    public static Template importPrivate() {
        return rsaPrivate()
                .yes(Cka.UNWRAP)
                .no(Cka.DECRYPT, Cka.SIGN, Cka.SIGN_RECOVER, Cka.DERIVE)
                .plus(ephemeral())
                .plus(sealed());
    }

    public static Template importPublic(int modulusBits) {
        return rsaPublic(modulusBits)
                .yes(Cka.WRAP)
                .no(Cka.PRIVATE, Cka.ENCRYPT, Cka.VERIFY, Cka.VERIFY_RECOVER, Cka.DERIVE)
                .plus(ephemeral());
    }

    public static Template evidencePrivate() {
        return rsaPrivate()
                .yes(Cka.TOKEN, Cka.SIGN)
                .no(Cka.DECRYPT, Cka.UNWRAP, Cka.SIGN_RECOVER, Cka.DERIVE)
                .plus(sealed());
    }

    public static Template evidencePublic(int modulusBits) {
        return rsaPublic(modulusBits)
                .yes(Cka.TOKEN, Cka.VERIFY)
                .no(Cka.PRIVATE, Cka.ENCRYPT, Cka.WRAP, Cka.VERIFY_RECOVER, Cka.DERIVE);
    }

    public static Template wrappingAes() {
        return aes().with(Cka.VALUE_LEN, AES_BYTES)
                .yes(Cka.TOKEN, Cka.WRAP, Cka.UNWRAP)
                .plus(sealed());
    }

    /** Wraps nothing: what it is tried on must refuse. */
    public static Template wrapsOnly() {
        return aes().with(Cka.VALUE_LEN, AES_BYTES)
                .yes(Cka.WRAP)
                .no(Cka.UNWRAP)
                .plus(ephemeral())
                .plus(sealed());
    }

    /**
     * Wraps the target and, for the proof, unwraps it again. Without MODIFIABLE false DECRYPT could
     * be turned on again.
     */
    public static Template ephemeralAes() {
        return aes().with(Cka.VALUE_LEN, AES_BYTES)
                .yes(Cka.WRAP, Cka.UNWRAP, Cka.EXTRACTABLE)
                .plus(ephemeral())
                .plus(fixed());
    }

    /** One of known value that is made as a wrapping key, but for its place: on throw-away keys. */
    public static Template rehearsalAes(byte[] value) {
        return rehearsalAes(value, ephemeral());
    }

    /** The same in another place. */
    public static Template rehearsalAes(byte[] value, Template place) {
        return aes().with(Cka.VALUE, value)
                .yes(Cka.WRAP, Cka.UNWRAP)
                .no(Cka.EXTRACTABLE)
                .plus(place)
                .plus(fixed());
    }

    /** The AES key of a ciphertext that a recovery pair opens: unwraps the target, nothing else. */
    public static Template unwrappedAes() {
        return aes().yes(Cka.UNWRAP).no(Cka.WRAP).plus(ephemeral()).plus(sealed());
    }

    /** A throw-away AES key of known value, which the token's wrapping is compared with. */
    public static Template knownAes(byte[] value) {
        return aes().with(Cka.VALUE, value)
                .yes(Cka.WRAP, Cka.EXTRACTABLE)
                .no(Cka.UNWRAP)
                .plus(ephemeral())
                .plus(fixed());
    }

    /** A throw-away secret of known value, to be wrapped. */
    public static Template knownSecret(byte[] value) {
        return Template.empty()
                .with(Cka.CLASS, Cko.SECRET_KEY)
                .with(Cka.KEY_TYPE, Cko.GENERIC_SECRET)
                .with(Cka.VALUE, value)
                .yes(Cka.PRIVATE, Cka.SENSITIVE, Cka.EXTRACTABLE)
                .no(Cka.ENCRYPT, Cka.DECRYPT, Cka.SIGN, Cka.VERIFY)
                .no(Cka.WRAP, Cka.UNWRAP, Cka.DERIVE)
                .plus(ephemeral());
    }

    public static Template kek(RSAPublicKey kek) {
        return publicNumbers(kek)
                .yes(Cka.WRAP)
                .no(Cka.PRIVATE, Cka.ENCRYPT, Cka.VERIFY, Cka.VERIFY_RECOVER, Cka.DERIVE)
                .plus(ephemeral());
    }

    /** The same KEK as the security officer put it there. */
    public static Template trustedKek(RSAPublicKey kek) {
        return publicNumbers(kek).yes(Cka.TRUSTED, Cka.WRAP);
    }

    /** A key that is worth nothing, made to see what the token does with it. */
    public static Template throwAwayPrivate(boolean extractable) {
        return rsaPrivate()
                .yes(Cka.SIGN)
                .no(Cka.DECRYPT, Cka.UNWRAP, Cka.SIGN_RECOVER, Cka.DERIVE)
                .plus(extractable(extractable))
                .plus(ephemeral());
    }

    /** The same of known numbers. */
    public static Template throwAwayPrivate(RSAPrivateCrtKey key) {
        return throwAwayPrivate(true)
                .with(Cka.MODULUS, RsaNumbers.unsigned(key.getModulus()))
                .with(Cka.PUBLIC_EXPONENT, RsaNumbers.unsigned(key.getPublicExponent()))
                .with(CKA_PRIVATE_EXPONENT, RsaNumbers.unsigned(key.getPrivateExponent()))
                .with(CKA_PRIME_1, RsaNumbers.unsigned(key.getPrimeP()))
                .with(CKA_PRIME_2, RsaNumbers.unsigned(key.getPrimeQ()))
                .with(CKA_EXPONENT_1, RsaNumbers.unsigned(key.getPrimeExponentP()))
                .with(CKA_EXPONENT_2, RsaNumbers.unsigned(key.getPrimeExponentQ()))
                .with(CKA_COEFFICIENT, RsaNumbers.unsigned(key.getCrtCoefficient()));
    }

    static Template throwAwayPublic(int modulusBits) {
        return rsaPublic(modulusBits)
                .yes(Cka.VERIFY)
                .no(Cka.PRIVATE, Cka.WRAP, Cka.ENCRYPT, Cka.VERIFY_RECOVER, Cka.DERIVE)
                .plus(ephemeral());
    }

    /** The target as it comes back from the bytes that are shipped: signs once and is destroyed. */
    static Template provenPrivate() {
        return rsaPrivate()
                .yes(Cka.SIGN)
                .no(Cka.DECRYPT, Cka.UNWRAP, Cka.SIGN_RECOVER, Cka.DERIVE, Cka.EXTRACTABLE)
                .plus(ephemeral());
    }

    /**
     * What must hold for the target as it comes back for the proof. NSS softokn sets DECRYPT on
     * each private key that it unwraps; the key stays secret all the same.
     */
    public static Template staysSecret() {
        return Template.empty().yes(Cka.SENSITIVE).no(Cka.EXTRACTABLE, Cka.TOKEN);
    }

    /**
     * The key as it comes back from the bytes that are shipped: proves itself, and is destroyed.
     */
    public static Template proven(TokenKeyType type) {
        return switch (type) {
            case RSA -> provenPrivate();
            case EC -> EcTemplates.provenPrivate();
            case AES -> AesTemplates.proven();
        };
    }

    /** A key that is brought in by unwrapping; where it stays is added. */
    public static Template restored(TokenKeyType type, boolean extractable) {
        return switch (type) {
            case RSA -> restoredPrivate(extractable);
            case EC -> EcTemplates.restoredPrivate(extractable);
            case AES -> AesTemplates.restored(extractable);
        };
    }

    static Template restoredPrivate(boolean extractable) {
        return rsaPrivate()
                .yes(Cka.SIGN, Cka.DECRYPT)
                .no(Cka.UNWRAP, Cka.SIGN_RECOVER, Cka.DERIVE)
                .plus(extractable(extractable));
    }

    public static Template restoredPublic(RSAPublicKey key) {
        return publicNumbers(key)
                .yes(Cka.TOKEN, Cka.VERIFY, Cka.ENCRYPT)
                .no(Cka.PRIVATE, Cka.WRAP, Cka.VERIFY_RECOVER, Cka.DERIVE);
    }

    public static Template named(String label) {
        return Template.empty().with(Cka.LABEL, label);
    }

    public static Template identified(byte[] id) {
        return Template.empty().with(Cka.ID, id);
    }

    public static Template ephemeral() {
        return LeftBehind.EPHEMERAL;
    }

    public static Template sealing() {
        return Template.empty().no(Cka.EXTRACTABLE);
    }

    private static Template rsaPrivate() {
        return Template.empty()
                .with(Cka.CLASS, Cko.PRIVATE_KEY)
                .with(Cka.KEY_TYPE, Cko.RSA)
                .yes(Cka.PRIVATE, Cka.SENSITIVE);
    }

    private static Template rsaPublic(int modulusBits) {
        return Template.empty()
                .with(Cka.CLASS, Cko.PUBLIC_KEY)
                .with(Cka.KEY_TYPE, Cko.RSA)
                .with(Cka.MODULUS_BITS, modulusBits)
                .with(Cka.PUBLIC_EXPONENT, PUBLIC_EXPONENT);
    }

    private static Template publicNumbers(RSAPublicKey key) {
        return Template.empty()
                .with(Cka.CLASS, Cko.PUBLIC_KEY)
                .with(Cka.KEY_TYPE, Cko.RSA)
                .with(Cka.MODULUS, RsaNumbers.unsigned(key.getModulus()))
                .with(Cka.PUBLIC_EXPONENT, RsaNumbers.unsigned(key.getPublicExponent()));
    }

    private static Template aes() {
        return Template.empty()
                .with(Cka.CLASS, Cko.SECRET_KEY)
                .with(Cka.KEY_TYPE, Cko.AES)
                .yes(Cka.PRIVATE, Cka.SENSITIVE)
                .no(Cka.ENCRYPT, Cka.DECRYPT, Cka.SIGN, Cka.VERIFY, Cka.DERIVE);
    }

    static Template extractable(boolean extractable) {
        return extractable
                ? Template.empty().yes(Cka.EXTRACTABLE)
                : Template.empty().no(Cka.EXTRACTABLE);
    }

    /**
     * Neither changed nor copied with other attributes. MODIFIABLE comes last of all: when SoftHSM
     * 2.6.1 unwraps, it refuses each attribute after it (CKR_ATTRIBUTE_READ_ONLY).
     */
    private static Template fixed() {
        return Template.empty().no(Cka.COPYABLE, Cka.MODIFIABLE);
    }

    private static Template sealed() {
        return Template.empty().no(Cka.EXTRACTABLE).plus(fixed());
    }
}
