package dev.keyhaul.pkcs11.session;

import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which templates an open token takes whole, and which without their {@linkplain
 * AttributeRank#CUSTOM customary} attributes. Nothing is known before the token has refused one,
 * nor when it is opened again. Thread-safe.
 */
final class AcceptedTemplates {
    private static final List<Ckr> OF_TEMPLATES =
            List.of(
                    Ckr.ATTRIBUTE_READ_ONLY,
                    Ckr.ATTRIBUTE_TYPE_INVALID,
                    Ckr.ATTRIBUTE_VALUE_INVALID,
                    Ckr.TEMPLATE_INCOMPLETE,
                    Ckr.TEMPLATE_INCONSISTENT);

    /** The flags, class and type of templates, whatever the names and numbers in them. */
    private final Set<Set<Attribute>> withoutCustom = ConcurrentHashMap.newKeySet();

    /** Makes an object, or a pair. */
    @FunctionalInterface
    interface Maker<T> {
        T make(List<Template> offered) throws CkrException;
    }

    /** Whether a refused call left an object of the template's name behind. */
    @FunctionalInterface
    interface Leftover {
        boolean isThere(Template offered) throws CkrException;
    }

    /** Returns what the token takes of a template, as far as is known. */
    Template of(Template asked) {
        return withoutCustom.contains(kind(asked)) ? AttributeRank.CUSTOM.leftOutOf(asked) : asked;
    }

    /**
     * Offers templates whole; once more without what is customary, where the token refuses them as
     * templates and the first call left nothing behind.
     *
     * @throws CkrException the first refusal; the second one, if it is not of the templates
     */
    <T> T offer(List<Template> asked, Maker<T> maker, Leftover leftover) throws CkrException {
        List<Template> offered = asked.stream().map(this::of).toList();
        try {
            return maker.make(offered);
        } catch (CkrException refusal) {
            List<Template> fewer = offered.stream().map(AttributeRank.CUSTOM::leftOutOf).toList();
            if (!isOfTemplate(refusal) || fewer.equals(offered)) {
                throw refusal;
            }
            for (Template template : offered) {
                if (leftover.isThere(template)) {
                    throw refusal;
                }
            }
            return again(asked, fewer, maker, refusal);
        }
    }

    private <T> T again(
            List<Template> asked, List<Template> fewer, Maker<T> maker, CkrException refusal)
            throws CkrException {
        T made;
        try {
            made = maker.make(fewer);
        } catch (CkrException e) {
            CkrException shown = isOfTemplate(e) ? refusal : e;
            shown.addSuppressed(isOfTemplate(e) ? e : refusal);
            throw shown;
        }
        asked.forEach(template -> withoutCustom.add(kind(template)));
        return made;
    }

    private static boolean isOfTemplate(CkrException e) {
        return OF_TEMPLATES.stream().anyMatch(code -> code.is(e.code()));
    }

    private static Set<Attribute> kind(Template template) {
        return template.attributes().stream()
                .filter(
                        attribute ->
                                attribute instanceof Attribute.Flag
                                        || attribute.type() == Cka.CLASS
                                        || attribute.type() == Cka.KEY_TYPE)
                .collect(Collectors.toUnmodifiableSet());
    }
}
