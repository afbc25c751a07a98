package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.session.AttributeRank;
import dev.keyhaul.pkcs11.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Reads an object's flags back: CKR_OK does not say that the token honoured the template. */
public final class HonouredTemplate {
    private static final Attribute STAYS = new Attribute.Flag(Cka.TOKEN, true);

    private HonouredTemplate() {}

    /**
     * Checks each flag of the template.
     *
     * @throws TokenException when the object has another value, or does not tell
     */
    public static void check(Session session, long object, Template template)
            throws TokenException {
        read(session, object, template);
    }

    /**
     * Checks each flag of the template, and reads other attributes by the same call.
     *
     * @param also the types of the other attributes
     * @return all of them
     * @throws TokenException when the object has another value, or does not tell
     */
    public static AttributeValues read(
            Session session, long object, Template template, long... also) throws TokenException {
        List<Attribute.Flag> flags = flags(session, template);
        AttributeValues actual =
                session.read(
                        object,
                        LongStream.concat(
                                        flags.stream().mapToLong(Attribute.Flag::type),
                                        LongStream.of(also))
                                .toArray());
        for (Attribute.Flag flag : flags) {
            require(flag, actual.flag(flag.type()), template);
        }
        return actual;
    }

    /**
     * Checks each flag of the template on a key that was read already.
     *
     * @throws TokenException when the key has another value, or did not tell
     */
    public static void check(Session session, FoundKey key, Template template)
            throws TokenException {
        for (Attribute.Flag flag : flags(session, template)) {
            require(
                    flag,
                    KeyTerms.attribute(flag.type())
                            .flatMap(known -> Optional.ofNullable(key.attributes().get(known))),
                    template);
        }
    }

    /** Returns what the token has refused in a template, each with how it reads on the key. */
    public static List<String> leftOut(Session session, FoundKey key, Template template) {
        List<Attribute> kept = session.accepted(template).attributes();
        return template.attributes().stream()
                .filter(attribute -> !kept.contains(attribute))
                .map(attribute -> name(attribute.type()) + " " + told(key, attribute.type()))
                .toList();
    }

    private static String told(FoundKey key, long type) {
        return KeyTerms.attribute(type)
                .flatMap(known -> Optional.ofNullable(key.attributes().get(known)))
                .map(String::valueOf)
                .orElse("unknown");
    }

    /** What the token has refused in templates of this kind, it was not asked for. */
    private static List<Attribute.Flag> flags(Session session, Template template) {
        return session.accepted(template).attributes().stream()
                .filter(Attribute.Flag.class::isInstance)
                .map(Attribute.Flag.class::cast)
                .toList();
    }

    private static void require(Attribute.Flag flag, Optional<Boolean> actual, Template template)
            throws TokenException {
        if (flag.type() == Cka.TOKEN && flag.value() && actual.equals(Optional.of(false))) {
            throw PermanentKeys.notKept("the token reports the key as a session object");
        }
        AttributeRank rank = AttributeRank.of(flag, template);
        if (rank == AttributeRank.GUARD) {
            return; // Tried, whatever the token says of it.
        }
        if (rank == AttributeRank.CUSTOM
                && (actual.isEmpty() || template.attributes().contains(STAYS))) {
            return; // A token may not know the attribute, or have it one way for all that it keeps.
        }
        if (!actual.equals(Optional.of(flag.value()))) {
            throw new TokenException(
                    Reason.TOKEN_ATTRIBUTES,
                    "the token made a key with "
                            + name(flag.type())
                            + " "
                            + actual.map(String::valueOf).orElse("unknown")
                            + " where "
                            + flag.value()
                            + " was requested",
                    "a key with looser attributes is not used, and is destroyed if the token allows it");
        }
    }

    private static String name(long type) {
        return AttributeRank.name(type).orElse("attribute 0x" + Long.toHexString(type));
    }
}
