package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.object.AesCbc;
import dev.keyhaul.pkcs11.object.EphemeralAes;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.PairSignature;
import dev.keyhaul.pkcs11.object.PublicHalf;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.probe.KeyProof;
import dev.keyhaul.pkcs11.probe.KeyWrap;
import dev.keyhaul.pkcs11.probe.TriedToken;
import dev.keyhaul.pkcs11.session.Session;
import java.security.interfaces.RSAPublicKey;

/** Describes a key of a token, which shows nothing of it but its public half or its ciphertext. */
public final class TokenKeyDescription {
    private TokenKeyDescription() {}

    /**
     * Describes a pair by its public half, and an AES key by what it encrypts.
     *
     * @throws TokenException when it is a key of another kind, or its token tells too little of it
     */
    public static KeyDescription of(TriedToken token, FoundKey info) throws KeyTransferException {
        if (info.isRsa()) {
            return KeyDescription.of(rsa(info));
        } else if (info.isEc() && info.kind() == KeyObjectKind.PRIVATE) {
            return ec(token, info);
        } else if (info.isAes() && info.kind() == KeyObjectKind.SECRET) {
            return aes(token, info);
        }
        throw new TokenException(
                Reason.KEY_KIND,
                info + " is not a key that can be moved",
                "give the private key of an RSA or EC pair, or an AES key");
    }

    public static RSAPublicKey rsa(FoundKey info) throws TokenException {
        if (info.kind() != KeyObjectKind.PRIVATE || info.rsaPublicKey().isEmpty()) {
            throw new TokenException(
                    Reason.KEY_KIND,
                    info + " is not an RSA private key with a public half",
                    "give the private key of an RSA pair");
        }
        return info.rsaPublicKey().get();
    }

    /** A public half that another object told is proven by a signature. */
    private static KeyDescription ec(TriedToken token, FoundKey info) throws KeyTransferException {
        PublicHalf half = info.publicHalf();
        if (half.key() == null) {
            throw new TokenException(
                    Reason.KEY_KIND,
                    info + " cannot be used: " + half.problem(),
                    "the key must be on P-256, P-384 or P-521, and its public key in the token");
        }
        KeyDescription key;
        try {
            key = KeyDescription.of(half.key());
        } catch (MalformedInputException e) {
            throw new TokenException(e.reason(), info + " cannot be used: " + e.getMessage(), null);
        }
        if (half.elsewhere() && info.is(KeyAttribute.SIGN)) {
            try (Session session = token.sessions().borrow()) {
                PairSignature.prove(
                        session,
                        info.handleIn(session),
                        key,
                        token.random(),
                        "the public key with the id of " + info + " is another key's");
            }
        }
        return key;
    }

    private static KeyDescription aes(TriedToken token, FoundKey info) throws KeyTransferException {
        if (!info.is(KeyAttribute.ENCRYPT)) {
            throw new TokenException(
                    Reason.KEY_KIND,
                    info
                            + " cannot encrypt (CKA_ENCRYPT is not true): its fingerprint is made by"
                            + " encrypting a fixed text, and so is the proof of a wrap",
                    "give an AES key that can encrypt; a wrapping key stays in its token");
        }
        try (Session session = token.sessions().borrow()) {
            int bits =
                    info.lengthBits() != 0 ? info.lengthBits() : wrappedBits(token, session, info);
            if (!KeyDescription.Aes.LENGTHS_BITS.contains(bits)) {
                throw new TokenException(
                        Reason.KEY_KIND,
                        info + " has " + bits + " bits; 128, 192 and 256 are allowed",
                        null);
            }
            return new KeyDescription.Aes(
                    bits, AesCbc.fingerprint(session, info.handleIn(session)));
        }
    }

    /** SoftHSM tells no length of a key that it unwrapped; its AES-KWP is 8 bytes longer. */
    private static int wrappedBits(TriedToken token, Session session, FoundKey info)
            throws KeyTransferException {
        if (!info.is(KeyAttribute.EXTRACTABLE) || info.is(KeyAttribute.WRAP_WITH_TRUSTED)) {
            throw new TokenException(
                    Reason.TOKEN_KEY_HIDDEN,
                    "the token does not show the length of "
                            + info
                            + " (CKA_VALUE_LEN), and the key cannot be wrapped to find it out",
                    "the list of the token's keys shows its fingerprint");
        }
        Mechanism keyWrap = KeyWrap.of(token.capabilities(session)).mechanism();
        try (SessionObject aes = EphemeralAes.generate(session)) {
            int bytes = session.wrap(keyWrap, aes.handle(), info.handleIn(session)).length;
            return Byte.SIZE * (bytes - KeyProof.KWP_HEADER_BYTES);
        }
    }
}
