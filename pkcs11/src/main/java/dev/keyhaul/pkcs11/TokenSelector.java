package dev.keyhaul.pkcs11;

import dev.keyhaul.core.argument.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Selects a token by its attributes; those that are null are not compared. Immutable.
 *
 * <pre>{@code
 * TokenInfo hsm = module.find(TokenSelector.label("hsm").withManufacturer("SoftHSM project"));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class TokenSelector {
    private final @Nullable String label;
    private final @Nullable String serial;
    private final @Nullable String manufacturer;
    private final @Nullable String model;
    private final @Nullable Long slotId;

    private TokenSelector(
            @Nullable String label,
            @Nullable String serial,
            @Nullable String manufacturer,
            @Nullable String model,
            @Nullable Long slotId) {
        this.label = label;
        this.serial = serial;
        this.manufacturer = manufacturer;
        this.model = model;
        this.slotId = slotId;
    }

    /** {@return the token's label} */
    public @Nullable String label() {
        return label;
    }

    /** {@return its serial number} */
    public @Nullable String serial() {
        return serial;
    }

    /** {@return its maker} */
    public @Nullable String manufacturer() {
        return manufacturer;
    }

    /** {@return its model} */
    public @Nullable String model() {
        return model;
    }

    /** {@return its slot} */
    public @Nullable Long slotId() {
        return slotId;
    }

    /**
     * Selects by label.
     *
     * @param label 1 to 255 characters
     * @return the selector
     * @throws IllegalArgumentException if it is empty or longer
     */
    public static TokenSelector label(String label) {
        Arguments.existing("label", label, Arguments.MAX_NAME);
        return new TokenSelector(label, null, null, null, null);
    }

    /**
     * Selects by serial number.
     *
     * @param serial 1 to 255 characters
     * @return the selector
     * @throws IllegalArgumentException if it is empty or longer
     */
    public static TokenSelector serial(String serial) {
        Arguments.existing("serial", serial, Arguments.MAX_NAME);
        return new TokenSelector(null, serial, null, null, null);
    }

    /**
     * Selects the only token of the module.
     *
     * @return a selector that fits if the module has one token
     */
    public static TokenSelector any() {
        return new TokenSelector(null, null, null, null, null);
    }

    /**
     * Narrows to a serial number.
     *
     * @param wanted 1 to 255 characters
     * @return the narrower selector
     * @throws IllegalArgumentException if it is empty or longer
     */
    public TokenSelector withSerial(String wanted) {
        Arguments.existing("wanted", wanted, Arguments.MAX_NAME);
        return new TokenSelector(label, wanted, manufacturer, model, slotId);
    }

    /**
     * Narrows to a maker.
     *
     * @param wanted 1 to 255 characters
     * @return the narrower selector
     * @throws IllegalArgumentException if it is empty or longer
     */
    public TokenSelector withManufacturer(String wanted) {
        Arguments.existing("wanted", wanted, Arguments.MAX_NAME);
        return new TokenSelector(label, serial, wanted, model, slotId);
    }

    /**
     * Narrows to a model.
     *
     * @param wanted 1 to 255 characters
     * @return the narrower selector
     * @throws IllegalArgumentException if it is empty or longer
     */
    public TokenSelector withModel(String wanted) {
        Arguments.existing("wanted", wanted, Arguments.MAX_NAME);
        return new TokenSelector(label, serial, manufacturer, wanted, slotId);
    }

    /**
     * Narrows to a slot.
     *
     * @param wanted the slot's number, which may change when the module is loaded again
     * @return the narrower selector
     */
    public TokenSelector withSlot(long wanted) {
        return new TokenSelector(label, serial, manufacturer, model, wanted);
    }

    /**
     * {@return whether this selects a token}
     *
     * @param token a token of the module
     */
    public boolean matches(TokenInfo token) {
        Arguments.notNull("token", token);
        return (slotId == null || slotId == token.slotId())
                && matches(label, token, TokenInfo::label)
                && matches(serial, token, TokenInfo::serial)
                && matches(manufacturer, token, info -> info.token().manufacturer())
                && matches(model, token, info -> info.token().model());
    }

    private static boolean matches(
            @Nullable String wanted, TokenInfo token, Function<TokenInfo, String> actual) {
        return wanted == null || wanted.equals(actual.apply(token));
    }

    /** Returns the conditions for messages. */
    @Override
    public String toString() {
        List<String> conditions = new ArrayList<>();
        add(conditions, "label", label);
        add(conditions, "serial", serial);
        add(conditions, "manufacturer", manufacturer);
        add(conditions, "model", model);
        if (slotId != null) {
            conditions.add("slot " + slotId);
        }
        return conditions.isEmpty() ? "any token" : "token with " + String.join(", ", conditions);
    }

    private static void add(List<String> conditions, String name, @Nullable String value) {
        if (value != null) {
            conditions.add(name + " '" + value + "'");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenSelector that
                && Objects.equals(label, that.label)
                && Objects.equals(serial, that.serial)
                && Objects.equals(manufacturer, that.manufacturer)
                && Objects.equals(model, that.model)
                && Objects.equals(slotId, that.slotId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(label, serial, manufacturer, model, slotId);
    }
}
