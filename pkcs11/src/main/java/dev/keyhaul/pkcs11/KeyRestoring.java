package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Unwraps a key inside a token, proves that it is the expected one, and only then leaves it there:
 * a key that is to stay is proven as a session object first, which no crash leaves behind.
 */
final class KeyRestoring {
    private static final String NOT_EXPECTED = "the restored key is not the expected one";

    private final Token token;
    private final Session session;
    private final RSAPublicKey expected;
    private final RestoreAs as;
    private final List<Long> made = new ArrayList<>();
    private Template template;

    private KeyRestoring(Token token, Session session, RSAPublicKey expected, RestoreAs as) {
        this.token = token;
        this.session = session;
        this.expected = expected;
        this.as = as;
        // What is to stay is proven first as an object that cannot be wrapped.
        this.template =
                Templates.ephemeral()
                        .plus(
                                Templates.restoredPrivate(
                                        as instanceof RestoreAs.SessionObjectOnly object
                                                && object.extractable()));
    }

    /**
     * Restores a key; {@code opening} finds the AES key and calls {@link #unwrap}. Whatever stays
     * of it is destroyed when any step fails.
     */
    static TokenKey restore(Token token, RSAPublicKey expected, RestoreAs as, Opening opening)
            throws KeyTransferException {
        Session session = token.borrow();
        KeyRestoring restoring = new KeyRestoring(token, session, expected, as);
        boolean kept = false;
        try {
            KeyInfo restored = restoring.restore(opening);
            if (as instanceof RestoreAs.TokenObject) {
                return TokenKey.resident(token, restored);
            }
            TokenKey key = TokenKey.inSession(token, restored, session);
            kept = true;
            return key;
        } catch (KeyTransferException | RuntimeException e) {
            session.destroyAfter(e, restoring.made);
            throw e;
        } finally {
            if (!kept) {
                session.close();
            }
        }
    }

    private KeyInfo restore(Opening opening) throws KeyTransferException {
        if (as instanceof RestoreAs.TokenObject object) {
            new KeyObjects(session).requireFree(object.label(), id(object));
        }
        long handle = proven(opening);
        if (as instanceof RestoreAs.TokenObject) {
            session.destroy(handle);
            made.remove(handle);
            template =
                    publicName().yes(Cka.TOKEN).plus(Templates.restoredPrivate(as.extractable()));
            handle = proven(opening);
            made.add(session.create(Templates.restoredPublic(expected).plus(publicName())));
        }
        KeyInfo restored = new KeyObjects(session).read(KeyKind.PRIVATE, handle);
        // A token that gives a private key no public half: the proof has shown that it is this.
        return restored.publicKey().isPresent() ? restored : restored.withPublicHalf(expected);
    }

    private long proven(Opening opening) throws KeyTransferException {
        long handle = opening.open(this, session);
        KeyInfo restored = new KeyObjects(session).read(KeyKind.PRIVATE, handle);
        if (restored.publicKey().map(key -> !sameModulus(key)).orElse(false)) {
            throw new CheckFailedException(NOT_EXPECTED);
        }
        RsaSignature.prove(session, handle, expected, token.random(), NOT_EXPECTED);
        return handle;
    }

    /** Unwraps the key itself under an AES key of the token. */
    long unwrap(long aes, byte[] kwpPart) throws KeyTransferException {
        Mechanism keyWrap = token.capabilities().keyWrap().mechanism();
        long handle = Unwrapping.unwrap(session, keyWrap, aes, kwpPart, template);
        made.add(handle);
        HonouredTemplate.check(session, handle, template);
        return handle;
    }

    private boolean sameModulus(RSAPublicKey key) {
        return key.getModulus().equals(expected.getModulus());
    }

    private Template publicName() {
        if (as instanceof RestoreAs.TokenObject object) {
            return Templates.named(object.label()).plus(Templates.identified(id(object)));
        }
        return Template.empty();
    }

    private byte[] id(RestoreAs.TokenObject object) {
        byte[] id = object.id();
        return id == null ? RsaNumbers.keyId(expected) : id;
    }

    /** Gets at the AES key that the target was wrapped under. */
    @FunctionalInterface
    interface Opening {
        long open(KeyRestoring restoring, Session session) throws KeyTransferException;
    }
}
