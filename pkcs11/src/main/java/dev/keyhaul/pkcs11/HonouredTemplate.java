package dev.keyhaul.pkcs11;

import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.List;

/** Reads an object's flags back: CKR_OK does not say that the token honoured the template. */
final class HonouredTemplate {
    private HonouredTemplate() {}

    /**
     * Checks each flag of the template.
     *
     * @throws TokenException when the object has another value, or does not tell
     */
    static void check(Session session, long object, Template template) throws TokenException {
        List<Attribute.Flag> flags =
                template.attributes().stream()
                        .filter(Attribute.Flag.class::isInstance)
                        .map(Attribute.Flag.class::cast)
                        .toList();
        AttributeValues actual =
                session.read(object, flags.stream().mapToLong(Attribute.Flag::type).toArray());
        for (Attribute.Flag flag : flags) {
            boolean honoured =
                    flag.value() ? actual.isTrue(flag.type()) : actual.isFalse(flag.type());
            if (!honoured) {
                throw new TokenException(
                        "the token made a key with "
                                + name(flag.type())
                                + " "
                                + actual.flag(flag.type()).map(String::valueOf).orElse("unknown")
                                + " where "
                                + flag.value()
                                + " was asked for",
                        "a key with looser attributes is not used, and is destroyed where the token lets"
                                + " it");
            }
        }
    }

    private static String name(long type) {
        for (KeyAttribute attribute : KeyAttribute.values()) {
            if (attribute.type() == type) {
                return attribute.cka();
            }
        }
        return "attribute 0x" + Long.toHexString(type);
    }
}
