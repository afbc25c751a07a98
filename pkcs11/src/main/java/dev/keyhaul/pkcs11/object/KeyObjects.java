package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.session.PresentObject;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The key objects of a token, through one session: finds, reads and deletes them. */
public record KeyObjects(Session session) {
    private static final long[] DESCRIPTION =
            LongStream.concat(
                            LongStream.of(
                                    PublicHalfReader.with(
                                            Cka.CLASS,
                                            Cka.KEY_TYPE,
                                            Cka.LABEL,
                                            Cka.ID,
                                            Cka.VALUE_LEN)),
                            Arrays.stream(KeyAttribute.values()).mapToLong(KeyAttribute::type))
                    .toArray();

    /** Returns private, secret and public keys; not a public key whose private one is there. */
    public List<FoundKey> list() throws TokenException {
        // Before the private ones: a pair that is made meanwhile must not look as if it had none.
        List<FoundKey> publicKeys = allOf(KeyObjectKind.PUBLIC);
        List<FoundKey> privateKeys = allOf(KeyObjectKind.PRIVATE);
        List<FoundKey> keys = new ArrayList<>(privateKeys);
        keys.addAll(allOf(KeyObjectKind.SECRET));
        session.requireLogin();
        publicKeys.stream()
                .filter(key -> privateKeys.stream().noneMatch(other -> samePair(key, other)))
                .forEach(keys::add);
        return keys;
    }

    public List<FoundKey> list(KeyObjectKind kind) throws TokenException {
        List<FoundKey> keys = allOf(kind);
        session.requireLogin();
        return keys;
    }

    /**
     * Those that stay in the token. What sessions make for a moment is nobody's key; and in SoftHSM
     * the handle of an object ends with the session that first finds it, so a listing that found
     * such an object while it was made would take it from its maker.
     */
    private List<FoundKey> allOf(KeyObjectKind kind) throws TokenException {
        Template search =
                Template.empty().with(Cka.CLASS, KeyTerms.objectClass(kind)).yes(Cka.TOKEN);
        List<FoundKey> found = new ArrayList<>();
        for (PresentObject object : session.list(search, DESCRIPTION)) {
            found.add(key(kind, object));
        }
        return found;
    }

    /**
     * Returns the only key that is meant; without a class in the selector private before public.
     */
    public FoundKey find(KeySelector selector) throws TokenException {
        if (selector.label() == null && selector.id() == null) {
            throw new TokenException(
                    Reason.KEY_AMBIGUOUS,
                    "no key is selected",
                    "select it by label or ID; put a URI in quotes, because a shell ends the command at ;");
        }
        List<FoundKey> found = new ArrayList<>();
        if (selector.kind() != null) {
            found.addAll(matching(selector));
        } else {
            found.addAll(matching(orKind(selector, KeyObjectKind.PRIVATE)));
            found.addAll(matching(orKind(selector, KeyObjectKind.SECRET)));
            if (found.isEmpty()) {
                session.requireLogin(); // A public object alone says nothing of a private one.
                found.addAll(matching(orKind(selector, KeyObjectKind.PUBLIC)));
            }
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            session.requireLogin();
            throw new TokenException(
                    Reason.KEY_NOT_FOUND,
                    TokenException.Kind.NOT_FOUND,
                    "no " + selector + " in the token",
                    session.hintWithoutLogin().orElse(null));
        }
        throw new TokenException(
                Reason.KEY_AMBIGUOUS,
                TokenException.Kind.AMBIGUOUS,
                found.size() + " keys match " + selector,
                "select it by ID: "
                        + found.stream().map(FoundKey::toString).collect(Collectors.joining("; ")));
    }

    /** Reads an object that was made or found before. */
    public FoundKey read(KeyObjectKind kind, long handle) throws TokenException {
        return key(kind, new PresentObject(handle, session.read(handle, DESCRIPTION)));
    }

    private FoundKey key(KeyObjectKind kind, PresentObject object) throws TokenException {
        AttributeValues values = object.values();
        if (!isOf(kind, values)) {
            throw TokenFailure.violation(
                    "C_GetAttributeValue",
                    "reports a class other than that of a " + KeyTerms.name(kind));
        }
        PublicHalf publicHalf = new PublicHalfReader(session).of(values);
        return new FoundKey(
                kind,
                values.number(Cka.KEY_TYPE).orElse(-1),
                values.text(Cka.LABEL).orElse(""),
                HexFormat.of().formatHex(values.bytes(Cka.ID).orElse(new byte[0])),
                publicHalf.lengthBits() != 0
                        ? publicHalf.lengthBits()
                        : (int) (8 * values.number(Cka.VALUE_LEN).orElse(0)),
                publicHalf,
                attributes(values),
                GuardFacts.NONE,
                session.login(),
                object.handle(),
                System.nanoTime());
    }

    /** Finds a key again whose handle was of another login. */
    FoundKey findAgain(FoundKey key) throws TokenException {
        List<FoundKey> same = same(key);
        if (same.size() != 1) {
            session.requireLogin();
            throw new TokenException(
                    Reason.KEY_NOT_FOUND,
                    same.isEmpty() ? TokenException.Kind.NOT_FOUND : TokenException.Kind.AMBIGUOUS,
                    key
                            + (same.isEmpty() ? " is not" : " exists more than once")
                            + " in the token after the login was renewed",
                    null);
        }
        return same.get(0);
    }

    /** Returns what the token has of a key now: SoftHSM may show it twice. */
    List<FoundKey> same(FoundKey key) throws TokenException {
        return matching(key.refinding()).stream().filter(key::isSameAs).toList();
    }

    /**
     * Refuses a label or an id that a key has, of whatever class. A certificate may have both: it
     * is its key's.
     */
    public void requireFree(String label, byte @Nullable [] id) throws TokenException {
        if (isTaken(Templates.named(label))) {
            throw new TokenException(
                    Reason.LABEL_TAKEN,
                    TokenException.Kind.EXISTS,
                    "the token has an object with the label '" + label + "' already",
                    "choose another label: two keys with the same label cannot be distinguished");
        }
        if (id != null && isTaken(Templates.identified(id))) {
            throw new TokenException(
                    Reason.KEY_ID_TAKEN,
                    TokenException.Kind.EXISTS,
                    "the token already has an object with that ID",
                    "check whether the key is already there; if not, choose another ID");
        }
    }

    private boolean isTaken(Template name) throws TokenException {
        return session.find(name).stream()
                .anyMatch(
                        object ->
                                Arrays.stream(KeyObjectKind.values())
                                        .anyMatch(kind -> isOf(kind, object.values())));
    }

    /**
     * Destroys a key, and then the public objects that belong to a private one: whatever goes wrong
     * while they are looked for, the key is gone.
     */
    public void delete(FoundKey key) throws TokenException {
        long before = sameNumbersIfTold(key);
        key.use(
                session,
                handle -> {
                    session.destroy(handle);
                    return true;
                });
        List<FoundKey> publicObjects =
                key.kind() == KeyObjectKind.PRIVATE ? publicObjectsOf(key) : List.of();
        for (FoundKey publicObject : publicObjects) {
            session.destroyIfThere(publicObject.handle());
        }
        requireGone(key);
        for (FoundKey publicObject : publicObjects) {
            requireGone(publicObject);
        }
        if (before > 0 && sameNumbers(key) >= before) {
            throw TokenFailure.violation(
                    "C_DestroyObject",
                    "answered CKR_OK, and the token has as many keys with the numbers of "
                            + key
                            + " as before: it renamed that one, or another session made"
                            + " the same key meanwhile");
        }
    }

    /** Where the keys cannot be listed, the key is destroyed all the same. */
    private long sameNumbersIfTold(FoundKey key) {
        try {
            return sameNumbers(key);
        } catch (TokenException e) {
            return 0;
        }
    }

    /** Returns how many private keys are this one, under whatever name. */
    private long sameNumbers(FoundKey key) throws TokenException {
        return key.kind() == KeyObjectKind.PRIVATE && key.publicKey().isPresent()
                ? allOf(KeyObjectKind.PRIVATE).stream()
                        .filter(found -> samePair(found, key))
                        .count()
                : 0;
    }

    /** Where the token has the private key once more, those of its name alone. */
    private List<FoundKey> publicObjectsOf(FoundKey destroyed) throws TokenException {
        boolean isThereOnceMore =
                allOf(KeyObjectKind.PRIVATE).stream().anyMatch(other -> samePair(other, destroyed));
        return allOf(KeyObjectKind.PUBLIC).stream()
                .filter(other -> samePair(other, destroyed))
                .filter(other -> !isThereOnceMore || isNamed(destroyed.selector(), other))
                .toList();
    }

    /** CKR_OK does not say that the object is gone. */
    private void requireGone(FoundKey key) throws TokenException {
        if (!same(key).isEmpty()) {
            throw TokenFailure.violation(
                    "C_DestroyObject", "answered CKR_OK, and " + key + " is still in the token");
        }
    }

    /** Narrows to a class; one that is given already stays. */
    public static KeySelector orKind(KeySelector selector, KeyObjectKind kind) {
        return selector.kind() == null ? selector.withKind(kind) : selector;
    }

    private List<FoundKey> matching(KeySelector selector) throws TokenException {
        KeyObjectKind kind = selector.kind() == null ? KeyObjectKind.PRIVATE : selector.kind();
        if (selector.label() == null && selector.id() == null) {
            return allOf(kind);
        }
        List<FoundKey> found = new ArrayList<>();
        for (PresentObject object : session.find(search(selector, kind), DESCRIPTION)) {
            FoundKey key = key(kind, object);
            requireAsked(selector, key);
            found.add(key);
        }
        return found;
    }

    /** A search that gives another object than it was asked for would have that one wrapped. */
    private static void requireAsked(KeySelector asked, FoundKey found) throws TokenException {
        if (!isNamed(asked, found)) {
            throw TokenFailure.violation("C_FindObjects", "gave " + found + " instead of " + asked);
        }
    }

    private static boolean isOf(KeyObjectKind kind, AttributeValues values) {
        return values.number(Cka.CLASS).orElse(-1) == KeyTerms.objectClass(kind);
    }

    private static Template search(KeySelector selector, KeyObjectKind kind) {
        Template search = Template.empty().with(Cka.CLASS, KeyTerms.objectClass(kind));
        String label = selector.label();
        byte[] id = selector.id();
        if (label != null) {
            search = search.with(Cka.LABEL, label);
        }
        return id == null ? search : search.with(Cka.ID, id);
    }

    /** Whether a key has what is asked for, its class aside. */
    private static boolean isNamed(KeySelector asked, FoundKey key) {
        return (asked.label() == null || key.label().equals(asked.label()))
                && (asked.id() == null || Arrays.equals(asked.id(), key.id()));
    }

    private static boolean samePair(FoundKey one, FoundKey other) {
        return one.publicKey().isPresent()
                && other.publicKey().isPresent()
                && isSame(one.publicKey().get(), other.publicKey().get());
    }

    private static boolean isSame(PublicKey one, PublicKey other) {
        if (one instanceof RSAPublicKey rsa && other instanceof RSAPublicKey otherRsa) {
            return rsa.getModulus().equals(otherRsa.getModulus());
        }
        return one.equals(other);
    }

    private static Map<KeyAttribute, Boolean> attributes(AttributeValues values) {
        Map<KeyAttribute, Boolean> attributes = new EnumMap<>(KeyAttribute.class);
        for (KeyAttribute attribute : KeyAttribute.values()) {
            values.flag(attribute.type()).ifPresent(value -> attributes.put(attribute, value));
        }
        return Collections.unmodifiableMap(attributes);
    }
}
