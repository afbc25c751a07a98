package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.session.Session;

/**
 * What a token keeps, seen from a session in which nothing was made: a token may say that a key
 * stays, and destroy it with the session of its making.
 *
 * @param session one that was opened after the key's was closed
 */
public record PermanentKeys(Session session) {
    /**
     * Returns the only key of a name.
     *
     * @throws TokenException if the token did not keep it, or has more than one
     */
    public FoundKey find(KeyObjectKind kind, KeySelector name) throws TokenException {
        try {
            return new KeyObjects(session).find(name.withKind(kind));
        } catch (TokenException e) {
            if (e.kind() == TokenException.Kind.NOT_FOUND) {
                throw notKept(
                        "no session finds the "
                                + KeyTerms.name(kind)
                                + " after the one in which it was made was closed");
            }
            throw e;
        }
    }

    static TokenException notKept(String how) {
        return new TokenException(
                Reason.TOKEN_ATTRIBUTES,
                "the token did not keep the key: " + how,
                "nothing was made: use a token that keeps keys (CKA_TOKEN true)");
    }
}
