package dev.keyhaul.pkcs11.staying;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.AttributeRank;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.TokenFailure;
import dev.keyhaul.pkcs11.session.TrialOutcome;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether a key that opens others can be turned to another use. A guard that the key has as it was
 * asked for is closed. One that it lacks, does not tell or has otherwise is tried, on a throw-away
 * key that is made without it: what the token refuses there is closed, whatever it says.
 */
public final class GuardTrial {
    private static final String LABEL = "keyhaul trial ";
    private static final int NUMBER_BYTES = 8;
    private static final int BITS = 2048;
    private static final List<Ckm> SIGNING = List.of(Ckm.RSA_PKCS, Ckm.RSA_X_509);

    private static final Template DECRYPTS = Template.empty().yes(Cka.DECRYPT);
    private static final Template UNWRAPS_ALL =
            Template.empty().with(Cka.UNWRAP_TEMPLATE, DECRYPTS);

    private final SessionPool sessions;
    private final Template asked;
    private final boolean isBoundAsAccepted;

    private GuardTrial(SessionPool sessions, Template asked, boolean isBoundAsAccepted) {
        this.sessions = sessions;
        this.asked = asked;
        this.isBoundAsAccepted = isBoundAsAccepted;
    }

    /**
     * Refuses a key with open guards, unless they were allowed.
     *
     * @param asked the template of its kind
     * @return the open guards
     * @throws RefusedException if some are open, and that was not allowed
     */
    static Set<String> requireClosed(SessionPool sessions, FoundKey key, Template asked)
            throws KeyTransferException {
        return new GuardTrial(sessions, asked, true).requireClosed(key);
    }

    private Set<String> requireClosed(FoundKey key) throws KeyTransferException {
        Set<String> open = open(key);
        if (!open.isEmpty() && !sessions.allowsOpenGuards()) {
            throw new RefusedException(
                    Reason.GUARD_OPEN,
                    "the token does not enforce "
                            + String.join(", ", open)
                            + (key.isAes() ? " of a wrapping key" : " of a recovery pair"),
                    "anyone who can log in to the token can turn such a key to another use, and read what it opens: use another token if you can");
        }
        return open;
    }

    /** The same for the key of a recipient: a recovery pair or a wrapping key that was found. */
    public static Set<String> requireClosed(SessionPool sessions, FoundKey recipient)
            throws KeyTransferException {
        Template asked = recipient.isAes() ? Templates.wrappingAes() : Templates.recoveryPrivate();
        boolean isBound =
                recipient.isAes() || new GuardTrial(sessions, asked, true).isBound(recipient);
        return new GuardTrial(sessions, asked, isBound).requireClosed(recipient);
    }

    /**
     * Whether a pair binds what it unwraps, which another process may have made. A token that tells
     * of no pair's template is believed, as long as it takes one.
     */
    private boolean isBound(FoundKey pair) throws KeyTransferException {
        try (Session session = sessions.borrow()) {
            if (tellsTemplate(session, pair.handleIn(session))) {
                return true;
            }
            boolean isTold =
                    onThrowAway(
                            name ->
                                    tellsTemplate(
                                            session,
                                            made(session, pair, session.accepted(asked), name)));
            return !isTold
                    && session.accepted(asked).attributes().stream()
                            .anyMatch(attribute -> attribute.type() == Cka.UNWRAP_TEMPLATE);
        }
    }

    private static boolean tellsTemplate(Session session, long pair) throws TokenException {
        try {
            return session.tellsLength(pair, Cka.UNWRAP_TEMPLATE);
        } catch (TokenException e) {
            if (TokenFailure.isOfTheToken(e)) {
                throw e;
            }
            return false; // The IAIK wrapper asks for no length, for one.
        }
    }

    private Set<String> open(FoundKey key) throws KeyTransferException {
        Template accepted = sessions.accepted(asked);
        List<Attribute> doubtful =
                AttributeRank.GUARD.in(asked).stream()
                        .filter(guard -> !holds(guard, key, accepted))
                        .toList();
        if (doubtful.isEmpty()) {
            return Set.of();
        }
        Template without = AttributeRank.without(accepted, doubtful);
        Set<Long> open = sessions.openGuards().get(without);
        if (open == null) {
            open = tried(key, without, doubtful);
            sessions.openGuards().put(without, open);
        }
        return open.stream()
                .map(type -> AttributeRank.name(type).orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean holds(Attribute guard, FoundKey key, Template accepted) {
        return guard instanceof Attribute.Flag flag
                ? attribute(flag).map(key::isNot).orElse(false)
                : isBoundAsAccepted && accepted.attributes().contains(guard);
    }

    private static Optional<KeyAttribute> attribute(Attribute.Flag flag) {
        return List.of(KeyAttribute.values()).stream()
                .filter(known -> known.type() == flag.type())
                .findFirst();
    }

    private Set<Long> tried(FoundKey like, Template without, List<Attribute> doubtful)
            throws KeyTransferException {
        List<Long> types = doubtful.stream().map(Attribute::type).toList();
        Set<Long> open = new TreeSet<>();
        if (types.contains(Cka.UNWRAP_TEMPLATE)) {
            open.add(Cka.UNWRAP_TEMPLATE); // Nothing else binds what a key unwraps.
        }
        if (types.contains(Cka.SIGN_RECOVER)
                && SIGNING.stream().anyMatch(sessions.slot()::signsWithRecovery)) {
            open.add(Cka.SIGN_RECOVER);
        }
        if (types.contains(Cka.MODIFIABLE) || types.contains(Cka.COPYABLE)) {
            open.addAll(triedOnThrowAway(like, without, types));
        }
        return open;
    }

    /** Returns a label for a key that is made to be tried, which no key has. */
    public static String newLabel(SecureRandom random) {
        byte[] number = new byte[NUMBER_BYTES];
        random.nextBytes(number);
        return LABEL + HexFormat.of().formatHex(number);
    }

    private Set<Long> triedOnThrowAway(FoundKey like, Template without, List<Long> types)
            throws KeyTransferException {
        Set<Long> open = new TreeSet<>();
        try (Session session = sessions.borrow()) {
            onThrowAway(
                    name -> {
                        long throwAway = made(session, like, without, name);
                        if (types.contains(Cka.MODIFIABLE) && isChanged(session, throwAway)) {
                            open.add(Cka.MODIFIABLE);
                        }
                        return types.contains(Cka.COPYABLE)
                                && isCopied(session, throwAway)
                                && open.add(Cka.COPYABLE);
                    });
        }
        return open;
    }

    /** What is seen on a key that is made for it, with this name, and then destroyed. */
    private interface Sight {
        boolean on(Template name) throws KeyTransferException;
    }

    private boolean onThrowAway(Sight sight) throws KeyTransferException {
        Unproven note = Unproven.note(sessions, newLabel(sessions.random()));
        boolean isSeen;
        try {
            isSeen = sight.on(Templates.named(note.label()));
        } catch (KeyTransferException | RuntimeException e) {
            note.discardAfter(e);
            throw e;
        }
        note.discard();
        return isSeen;
    }

    private static long made(Session session, FoundKey like, Template key, Template name)
            throws TokenException {
        return like.isAes()
                ? session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), key.plus(name))
                : session.generateKeyPair(
                                Mechanism.of(Ckm.RSA_PKCS_KEY_PAIR_GEN),
                                Templates.recoveryPublic(BITS).plus(name),
                                key.plus(name))
                        .privateKey();
    }

    private static boolean isChanged(Session session, long key) throws TokenException {
        return (isSet(session, key, DECRYPTS) && decrypts(session, key))
                || isSet(session, key, UNWRAPS_ALL);
    }

    private static boolean isCopied(Session session, long key) throws TokenException {
        List<Long> copies = new ArrayList<>();
        Template copy = Templates.ephemeral().plus(DECRYPTS);
        session.attempt("C_CopyObject", () -> copies.add(session.copy(key, copy)));
        copies.forEach(session::leaveToEnd);
        return !copies.isEmpty() && decrypts(session, copies.get(0));
    }

    private static boolean isSet(Session session, long key, Template change) throws TokenException {
        return session.attempt("C_SetAttributeValue", () -> session.set(key, change))
                == TrialOutcome.ALLOWED;
    }

    /** What cannot be read is not known to be otherwise. */
    private static boolean decrypts(Session session, long key) throws TokenException {
        return session.read(key, Cka.DECRYPT).flag(Cka.DECRYPT).orElse(true);
    }
}
