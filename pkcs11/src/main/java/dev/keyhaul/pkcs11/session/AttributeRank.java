package dev.keyhaul.pkcs11.session;

import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How much it matters that a token takes an attribute of a template: by what the object is for, and
 * decided here alone. Templates are offered whole, since what one leaves out is true on SoftHSM and
 * NSS; many tokens refuse what they do not have.
 */
public enum AttributeRank {
    /** Without it, the object is not what was asked for. */
    NEEDED,

    /** Keeps a key that stays and opens others from being turned to another use. */
    GUARD,

    /** Asked for by custom: a token that refuses it makes the object without it. */
    CUSTOM;

    private static final Set<Long> GUARDS =
            Set.of(Cka.MODIFIABLE, Cka.COPYABLE, Cka.SIGN_RECOVER, Cka.UNWRAP_TEMPLATE);

    /** What a token may refuse besides those that {@link KeyAttribute} has. */
    private static final Map<Long, String> MORE_NAMES =
            Map.of(
                    Cka.ID, "CKA_ID",
                    Cka.TRUSTED, "CKA_TRUSTED",
                    Cka.VERIFY_RECOVER, "CKA_VERIFY_RECOVER",
                    Cka.UNWRAP_TEMPLATE, "CKA_UNWRAP_TEMPLATE",
                    Cka.MODULUS_BITS, "CKA_MODULUS_BITS",
                    Cka.VALUE_LEN, "CKA_VALUE_LEN");

    private static final Attribute PUBLIC = new Attribute.Ulong(Cka.CLASS, Cko.PUBLIC_KEY);
    private static final Attribute RSA = new Attribute.Ulong(Cka.KEY_TYPE, Cko.RSA);

    /** Ranks an attribute of a template. */
    public static AttributeRank of(Attribute attribute, Template template) {
        List<Attribute> all = template.attributes();
        long type = attribute.type();
        if (GUARDS.contains(type)) {
            return isTrue(all, Cka.TOKEN) && isTrue(all, Cka.UNWRAP) ? GUARD : CUSTOM;
        }
        boolean isPublic = all.contains(PUBLIC);
        boolean isCustom =
                type == Cka.VERIFY_RECOVER
                        || (type == Cka.PRIVATE && isPublic)
                        || (type == Cka.DERIVE && (isPublic || all.contains(RSA)));
        return isCustom ? CUSTOM : NEEDED;
    }

    private static boolean isTrue(List<Attribute> all, long type) {
        return all.contains(new Attribute.Flag(type, true));
    }

    /** Returns the name of an attribute of our templates. */
    public static Optional<String> name(long type) {
        return Stream.of(KeyAttribute.values())
                .filter(known -> known.type() == type)
                .map(KeyAttribute::cka)
                .findFirst()
                .or(() -> Optional.ofNullable(MORE_NAMES.get(type)));
    }

    /** Returns the attributes of this rank in a template. */
    public List<Attribute> in(Template template) {
        return template.attributes().stream()
                .filter(attribute -> of(attribute, template) == this)
                .toList();
    }

    /** Returns a template without some of its attributes. */
    public static Template without(Template template, List<Attribute> some) {
        return new Template(
                template.attributes().stream().filter(one -> !some.contains(one)).toList());
    }
}
