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
 * Unwraps a key inside a token, proves that it is the expected one, and only then leaves it there.
 */
final class KeyRestoring {
    private final Token token;
    private final Session session;
    private final RSAPublicKey expected;
    private final RestoreAs as;
    private final List<Long> made = new ArrayList<>();

    private KeyRestoring(Token token, Session session, RSAPublicKey expected, RestoreAs as) {
        this.token = token;
        this.session = session;
        this.expected = expected;
        this.as = as;
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
            kept = as instanceof RestoreAs.SessionObjectOnly;
            return kept
                    ? TokenKey.inSession(token, restored, session)
                    : TokenKey.resident(token, restored);
        } catch (KeyTransferException e) {
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
            new KeyObjects(session).requireFree(object.label(), object.id());
        }
        long handle = opening.open(this, session);
        KeyInfo restored = new KeyObjects(session).read(KeyKind.PRIVATE, handle);
        if (restored.publicKey().map(key -> !sameModulus(key)).orElse(false)) {
            throw new CheckFailedException(
                    "the restored key is not the expected one; it was destroyed");
        }
        RsaSignature.prove(
                session,
                handle,
                expected,
                token.random(),
                "the restored key is not the expected one; it was destroyed");
        if (as instanceof RestoreAs.TokenObject) {
            made.add(session.create(Templates.restoredPublic(expected).plus(publicName())));
        }
        return new KeyObjects(session).read(KeyKind.PRIVATE, handle);
    }

    /** Unwraps the key itself under an AES key of the token. */
    long unwrap(long aes, byte[] kwpPart) throws KeyTransferException {
        Mechanism keyWrap = token.capabilities().keyWrap().mechanism();
        Template template = name().plus(Templates.restoredPrivate(as.extractable()));
        long handle = Unwrapping.unwrap(session, keyWrap, aes, kwpPart, template);
        made.add(handle);
        HonouredTemplate.check(session, handle, template);
        return handle;
    }

    private boolean sameModulus(RSAPublicKey key) {
        return key.getModulus().equals(expected.getModulus());
    }

    private Template name() {
        return as instanceof RestoreAs.TokenObject
                ? publicName().yes(Cka.TOKEN)
                : Templates.ephemeral();
    }

    private Template publicName() {
        if (as instanceof RestoreAs.TokenObject object) {
            byte[] id = object.id();
            return Templates.named(object.label())
                    .plus(Templates.identified(id == null ? RsaNumbers.keyId(expected) : id));
        }
        return Template.empty();
    }

    /** Gets at the AES key that the target was wrapped under. */
    @FunctionalInterface
    interface Opening {
        long open(KeyRestoring restoring, Session session) throws KeyTransferException;
    }
}
