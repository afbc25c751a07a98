package dev.keyhaul.pkcs11.session;

import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which templates an open token takes whole, and which without some of their {@linkplain
 * AttributeRank#CUSTOM customary} attributes and {@linkplain AttributeRank#GUARD guards}. Nothing
 * is known before the token has refused one, nor when it is opened again. Thread-safe.
 */
final class AcceptedTemplates {
    private static final List<Ckr> OF_TEMPLATES =
            List.of(
                    Ckr.ATTRIBUTE_READ_ONLY,
                    Ckr.ATTRIBUTE_TYPE_INVALID,
                    Ckr.ATTRIBUTE_VALUE_INVALID,
                    Ckr.TEMPLATE_INCOMPLETE,
                    Ckr.TEMPLATE_INCONSISTENT);

    /** By the flags, class and type of templates, whatever the names and numbers in them. */
    private final Map<Set<Attribute>, Set<Attribute>> leftOut = new ConcurrentHashMap<>();

    /** Makes an object, or a pair, of the templates that it is given. */
    interface Making<T> {
        T make(List<Template> offered) throws CkrException;

        /** Destroys what was made to see what the token takes. */
        void destroy(T made) throws CkrException;

        /** Whether a refused call left an object of the template's name behind. */
        boolean isLeftBehind(Template offered) throws CkrException;
    }

    /** Returns what the token takes of a template, as far as is known. */
    Template of(Template asked) {
        Set<Attribute> without = leftOut.getOrDefault(kind(asked), Set.of());
        return without.isEmpty()
                ? asked
                : new Template(
                        asked.attributes().stream().filter(a -> !without.contains(a)).toList());
    }

    /**
     * Offers templates whole. Where the token refuses them as templates, and as long as a refused
     * call leaves nothing behind: once more without what is customary; then with one guard after
     * another, on keys that are destroyed at once.
     *
     * @throws CkrException the first refusal; a later one, if it is not of the templates
     */
    <T> T offer(List<Template> asked, Making<T> making) throws CkrException {
        List<Template> offered = asked.stream().map(this::of).toList();
        try {
            return making.make(offered);
        } catch (CkrException refusal) {
            if (!isOfTemplate(refusal)) {
                throw refusal;
            }
            return new Search<>(asked, making, refusal).make(offered);
        }
    }

    /** After a token has refused templates: what it takes of them. */
    private final class Search<T> {
        private final List<Template> asked;
        private final Making<T> making;
        private final CkrException first;

        Search(List<Template> asked, Making<T> making, CkrException first) {
            this.asked = asked;
            this.making = making;
            this.first = first;
        }

        T make(List<Template> offered) throws CkrException {
            List<Template> fewer = without(offered, AttributeRank.CUSTOM);
            Optional<T> made = fewer.equals(offered) ? Optional.empty() : made(fewer);
            if (made.isEmpty()) {
                fewer = guarded(fewer);
                made = made(fewer);
            }
            T accepted = made.orElseThrow(() -> first);
            for (int i = 0; i < asked.size(); i++) {
                List<Attribute> kept = fewer.get(i).attributes();
                leftOut.put(
                        kind(asked.get(i)),
                        asked.get(i).attributes().stream()
                                .filter(attribute -> !kept.contains(attribute))
                                .collect(Collectors.toUnmodifiableSet()));
            }
            return accepted;
        }

        /** Returns the templates with the guards that the token takes together. */
        private List<Template> guarded(List<Template> whole) throws CkrException {
            List<Template> accepted = without(whole, AttributeRank.GUARD);
            boolean isKnown =
                    asked.stream().allMatch(template -> leftOut.containsKey(kind(template)));
            if (isKnown || accepted.equals(whole) || !isTaken(accepted)) {
                throw first;
            }
            List<Attribute> guards = new ArrayList<>();
            whole.forEach(template -> guards.addAll(AttributeRank.GUARD.in(template)));
            for (Attribute guard : List.copyOf(guards)) {
                List<Attribute> others = new ArrayList<>(guards);
                others.remove(guard);
                others.removeAll(attributes(accepted));
                List<Template> more =
                        whole.stream().map(t -> AttributeRank.without(t, others)).toList();
                if (isTaken(more)) {
                    accepted = more;
                }
            }
            return accepted;
        }

        private boolean isTaken(List<Template> offered) throws CkrException {
            Optional<T> made = made(offered);
            if (made.isPresent()) {
                making.destroy(made.get());
            }
            return made.isPresent();
        }

        /** Empty if the token refuses these as templates, too. */
        private Optional<T> made(List<Template> offered) throws CkrException {
            for (Template template : offered) {
                if (making.isLeftBehind(template)) {
                    throw first;
                }
            }
            try {
                return Optional.of(making.make(offered));
            } catch (CkrException e) {
                if (!isOfTemplate(e)) {
                    e.addSuppressed(first);
                    throw e;
                }
                first.addSuppressed(e);
                return Optional.empty();
            }
        }
    }

    private static List<Template> without(List<Template> templates, AttributeRank rank) {
        return templates.stream()
                .map(template -> AttributeRank.without(template, rank.in(template)))
                .toList();
    }

    private static List<Attribute> attributes(List<Template> templates) {
        return templates.stream().flatMap(template -> template.attributes().stream()).toList();
    }

    static boolean isOfTemplate(CkrException e) {
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
