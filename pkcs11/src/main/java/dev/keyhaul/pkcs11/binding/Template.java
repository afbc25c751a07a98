package dev.keyhaul.pkcs11.binding;

import dev.keyhaul.core.argument.Arguments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Attributes of an object to be found or made, in order. Immutable: each {@code with} gives a new
 * one.
 *
 * @param attributes the attributes
 * @since 0.1.0
 */
public record Template(List<Attribute> attributes) {
    /** Copies the list. */
    public Template {
        attributes = List.copyOf(attributes);
    }

    /** Returns a template without attributes: as a search it finds every object. */
    public static Template empty() {
        return new Template(List.of());
    }

    /** Adds a CK_ULONG. */
    public Template with(long type, long value) {
        return plus(new Attribute.Ulong(type, value));
    }

    /** Adds bytes. */
    public Template with(long type, byte[] value) {
        return plus(new Attribute.Bytes(type, value));
    }

    /** Adds text in UTF-8. */
    public Template with(long type, String value) {
        return with(type, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a template, such as CKA_UNWRAP_TEMPLATE. */
    public Template with(long type, Template value) {
        return plus(new Attribute.Nested(type, value));
    }

    /** Adds attributes that are true. */
    public Template yes(long... types) {
        Arguments.notNull("types", types);
        return flags(true, types);
    }

    /** Adds attributes that are false: what a template leaves out is true on some tokens. */
    public Template no(long... types) {
        Arguments.notNull("types", types);
        return flags(false, types);
    }

    private Template flags(boolean value, long... types) {
        Template result = this;
        for (long type : types) {
            result = result.plus(new Attribute.Flag(type, value));
        }
        return result;
    }

    private Template plus(Attribute attribute) {
        List<Attribute> extended = new ArrayList<>(attributes);
        extended.add(attribute);
        return new Template(extended);
    }

    /** Adds another template's attributes. */
    public Template plus(Template more) {
        Arguments.notNull("more", more);
        return new Template(Stream.concat(attributes.stream(), more.attributes.stream()).toList());
    }
}
