package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a call to a token was given. When the call fails, the next step follows from this and from
 * what the token says of the mechanism and the key; from the code alone only where these tell
 * nothing.
 *
 * @param key what is wrapped, else 0
 */
record SentCall(Optional<Mechanism> mechanism, List<Template> templates, long key) {
    static final SentCall NOTHING = new SentCall(Optional.empty(), List.of(), 0);

    /** What a mechanism must be flagged with to be used by a function (PKCS#11 v3.0 §3.4). */
    private static final Map<String, Long> FLAGS =
            Map.of(
                    "C_EncryptInit", 0x100L,
                    "C_DecryptInit", 0x200L,
                    "C_SignInit", 0x800L,
                    "C_GenerateKey", 0x8000L,
                    "C_GenerateKeyPair", 0x10000L,
                    "C_WrapKey", 0x20000L,
                    "C_UnwrapKey", 0x40000L);

    static SentCall of(Mechanism mechanism, Template... templates) {
        return new SentCall(Optional.of(mechanism), List.of(templates), 0);
    }

    static SentCall of(Template template) {
        return new SentCall(Optional.empty(), List.of(template), 0);
    }

    static SentCall wrapping(Mechanism mechanism, long key) {
        return new SentCall(Optional.of(mechanism), List.of(), key);
    }

    /** What a token says of the key that it would not wrap. */
    @FunctionalInterface
    interface KeyReader {
        Optional<Boolean> isTrue(long key, long attribute);
    }

    /** Returns the failure with the next step that the facts tell. */
    TokenException explain(TokenException e, Slot slot, KeyReader reader) {
        Ckr code = e.code().isPresent() ? Ckr.of(e.code().getAsLong()).orElse(Ckr.OK) : Ckr.OK;
        String function = e.function().orElse("");
        return switch (code) {
            case MECHANISM_INVALID -> with(e, e.reason(), mechanismHint(slot, function));
            case MECHANISM_PARAM_INVALID ->
                    with(e, e.reason(), mechanism.map(SentCall::parameterHint));
            case KEY_NOT_WRAPPABLE ->
                    reader.isTrue(key, Cka.WRAP_WITH_TRUSTED)
                            .map(only -> with(e, wrapReason(only), mechanism.map(wrapHint(only))))
                            .orElse(e);
            case ATTRIBUTE_READ_ONLY,
                    ATTRIBUTE_TYPE_INVALID,
                    ATTRIBUTE_VALUE_INVALID,
                    TEMPLATE_INCONSISTENT ->
                    with(
                            e,
                            e.reason(),
                            attributeHint(code, function, e.hint().orElse(""))
                                    .map(hint -> hint + ofSlot(slot)));
            default -> e;
        };
    }

    private static TokenException with(TokenException e, Reason reason, Optional<String> hint) {
        return hint.isPresent()
                ? new TokenException(
                        reason, String.valueOf(e.getMessage()), hint.get(), e.getCause())
                : e;
    }

    private Optional<String> mechanismHint(Slot slot, String function) {
        return mechanism.flatMap(
                sent -> {
                    String name = Ckm.name(sent.type());
                    try {
                        if (slot.listed().stream().noneMatch(one -> one.code() == sent.type())) {
                            return Optional.of(
                                    "the token does not list "
                                            + name
                                            + ", or the module hides the mechanism, as pkcs11-proxy and p11-kit's server do: then load the HSM's own module");
                        }
                        boolean flagged =
                                (slot.mechanismFlags(sent.type())
                                                & FLAGS.getOrDefault(function, -1L))
                                        != 0;
                        return Optional.of(
                                flagged
                                        ? "the token lists "
                                                + name
                                                + " for "
                                                + function
                                                + ", so it refuses the mechanism's parameter or this key: see the vendor's manual for what it accepts"
                                        : "the token lists " + name + ", but not for " + function);
                    } catch (TokenException e) {
                        return Optional.empty();
                    }
                });
    }

    private static String parameterHint(Mechanism sent) {
        String name = Ckm.name(sent.type());
        Mechanism.Parameter parameter =
                sent.parameter() instanceof Mechanism.RsaAes both ? both.oaep() : sent.parameter();
        if (parameter instanceof Mechanism.Oaep oaep) {
            return oaep == Mechanism.Oaep.SHA1
                    ? "the token does not accept " + name + " with SHA-1, which others do"
                    : "the token does not accept "
                            + name
                            + " with this hash: try SHA-1, which every token accepts";
        }
        return "the token does not accept the parameter of "
                + name
                + (sent.parameter() instanceof Mechanism.Raw raw ? " (" + told(raw) + ")" : "");
    }

    private static String told(Mechanism.Raw raw) {
        byte[] value = raw.value();
        boolean zeros = true;
        for (byte one : value) {
            zeros &= one == 0;
        }
        return value.length + (zeros ? " zero bytes" : " bytes");
    }

    private static Reason wrapReason(boolean trustedOnly) {
        return trustedOnly ? Reason.KEY_TRUSTED_ONLY : Reason.TOKEN_POLICY;
    }

    private static Function<Mechanism, String> wrapHint(boolean trustedOnly) {
        return sent ->
                trustedOnly
                        ? "the key can be wrapped only under a trusted KEK (CKA_WRAP_WITH_TRUSTED), which only the security officer can make"
                        : "CKA_WRAP_WITH_TRUSTED of the key is false: the token's policy wraps no such key (Luna: partition policy 1), or "
                                + Ckm.name(sent.type())
                                + " wraps no key of this kind there";
    }

    private Optional<String> attributeHint(Ckr code, String function, String byCode) {
        String sent =
                templates.stream()
                        .map(SentCall::names)
                        .filter(names -> !names.isEmpty())
                        .collect(Collectors.joining("; of the private key "));
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        boolean changes = function.equals("C_SetAttributeValue");
        String hint =
                switch (code) {
                    case ATTRIBUTE_VALUE_INVALID ->
                            "the token refuses one of these values, always or by its policy (such as FIPS mode): ";
                    case ATTRIBUTE_TYPE_INVALID ->
                            "the token does not have one of these attributes: ";
                    case ATTRIBUTE_READ_ONLY ->
                            changes
                                    ? "the token lets this user not change "
                                    : "the token does not let " + function + " set one of these: ";
                    default -> byCode + "; sent: ";
                };
        return Optional.of(
                hint
                        + sent
                        + (sent.contains("CKA_TRUSTED")
                                ? " (only the security officer may set CKA_TRUSTED)"
                                : ""));
    }

    /** A slot without a login may refuse what is private. */
    private static String ofSlot(Slot slot) {
        return slot.token().hintWithoutLogin().map(hint -> "; " + hint).orElse("");
    }

    /** Names attributes, those of one value side by side. */
    private static String names(Template template) {
        Set<String> yes = new LinkedHashSet<>();
        Set<String> no = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        for (Attribute one : template.attributes()) {
            Set<String> group =
                    one instanceof Attribute.Flag flag ? (flag.value() ? yes : no) : others;
            AttributeRank.name(one.type()).ifPresent(group::add);
        }
        return Stream.of(group(yes, " true"), group(no, " false"), group(others, ""))
                .filter(group -> !group.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String group(Set<String> names, String value) {
        return names.isEmpty() ? "" : String.join(", ", names) + value;
    }
}
