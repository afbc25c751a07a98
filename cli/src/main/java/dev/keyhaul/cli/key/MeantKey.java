package dev.keyhaul.cli.key;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.TypedFingerprint;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Token;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key of a command that cannot be taken back: named a second time by its fingerprint, to
 * prevent acting on the wrong key.
 *
 * @param command the command's words
 * @param toDo what is done to it, such as {@code delete}
 * @param done the same when it is done, such as {@code deleted}
 */
record MeantKey(String command, String toDo, String done) {
    /** The description of the option. */
    static final String OPTION =
            "the key's fingerprint or public half, required if there is no terminal; for a key without a fingerprint, its CKA_ID in hex";

    /** Returns what is asked of those who approve. */
    ApprovalSubject subject(KeyInfo key, Token token) throws KeyTransferException {
        return ApprovalSubject.to(command)
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
     * @throws RefusedException if none is given, or it belongs to another key
     */
    void require(KeyInfo key, Token token, @Nullable String given) throws KeyTransferException {
        String typed = typed(key, given);
        Optional<Fingerprint> known = token.fingerprint(key);
        boolean fits =
                known.isPresent()
                        ? expected(typed, given).equals(known.get())
                        : !key.idHex().isEmpty() && typed.equalsIgnoreCase(key.idHex());
        if (!fits) {
            throw new RefusedException(
                    Reason.KEY_DIFFERS,
                    "the fingerprint does not match the " + key,
                    "nothing was " + done + "; check which key you mean");
        }
    }

    /** Only an option may name a file: at the terminal a person types what was read aloud. */
    private static Fingerprint expected(String typed, @Nullable String given)
            throws KeyTransferException {
        return given == null
                ? TypedFingerprint.parse(typed)
                : ExpectedKeyOption.read(given).fingerprint();
    }

    private String typed(KeyInfo key, @Nullable String given) throws RefusedException {
        return Optional.ofNullable(given)
                .or(() -> TypedFingerprint.ask("Fingerprint of the key to " + toDo + ", %s: ", key))
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        Reason.NOT_CONFIRMED,
                                        "a key is " + done + " only if you give its fingerprint",
                                        "give --expect as 'keyhaul key list' prints it"));
    }
}
