package dev.keyhaul.cli.key;

import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.option.TypedFingerprint;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.KeyInfo;
import dev.keyhaul.pkcs11.Token;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key of a command that cannot be taken back: named a second time by its fingerprint, so that
 * no slip of the hand means another.
 *
 * @param toDo what is done to it, such as {@code delete}
 * @param done the same when it is done, such as {@code deleted}
 */
record MeantKey(String toDo, String done) {
    /** The description of the option. */
    static final String OPTION =
            "the key's fingerprint, where there is no terminal to ask on; of a key without one its"
                    + " CKA_ID in hex";

    /** Returns what is asked of those who approve. */
    ApprovalSubject subject(KeyInfo key, Token token) throws KeyTransferException {
        return ApprovalSubject.to("key " + toDo)
                .with("key", name(key, token))
                .with("object", key)
                .with("token", token.info().label())
                .with("serial", token.info().serial());
    }

    /** Names a key as this asks for it. */
    static String name(KeyInfo key, Token token) throws KeyTransferException {
        return token.fingerprint(key).map(Fingerprint::toString).orElse(key.toString());
    }

    /**
     * Checks the fingerprint that was given, or asks for it on the terminal.
     *
     * @throws RefusedException when there is none, or it is another key's
     */
    void require(KeyInfo key, Token token, @Nullable String given) throws KeyTransferException {
        String typed = typed(key, given);
        Optional<Fingerprint> known = token.fingerprint(key);
        boolean fits =
                known.isPresent()
                        ? TypedFingerprint.parse(typed).equals(known.get())
                        : !key.idHex().isEmpty() && typed.equalsIgnoreCase(key.idHex());
        if (!fits) {
            throw new RefusedException(
                    "the fingerprint does not match the " + key,
                    "nothing was " + done + "; check which key you mean");
        }
    }

    private String typed(KeyInfo key, @Nullable String given) throws RefusedException {
        return Optional.ofNullable(given)
                .or(() -> TypedFingerprint.ask("Fingerprint of the key to " + toDo + ", %s: ", key))
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        "a key is " + done + " only with its fingerprint",
                                        "give --fingerprint as 'keyhaul key list' prints it"));
    }
}
