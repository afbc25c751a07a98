package dev.keyhaul.pkcs11.binding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Attributes as read from an object; those that it does not have or does not show are absent.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class AttributeValues {
    private final Map<Long, byte[]> values;

    /** Takes values by their type, in the module's own byte order. */
    public AttributeValues(Map<Long, byte[]> values) {
        this.values = new LinkedHashMap<>(values);
    }

    /** Returns the raw bytes. */
    public Optional<byte[]> bytes(long type) {
        return Optional.ofNullable(values.get(type)).map(byte[]::clone);
    }

    /** Returns a CK_BBOOL. */
    public Optional<Boolean> flag(long type) {
        return bytes(type).filter(value -> value.length == 1).map(value -> value[0] != 0);
    }

    /** Whether a CK_BBOOL is there and true. */
    public boolean isTrue(long type) {
        return flag(type).orElse(false);
    }

    /** Whether a CK_BBOOL is there and false. */
    public boolean isFalse(long type) {
        return !flag(type).orElse(true);
    }

    /** Returns a CK_ULONG, 4 or 8 bytes in the machine's order. */
    public OptionalLong number(long type) {
        byte[] value = values.get(type);
        if (value == null || (value.length != Integer.BYTES && value.length != Long.BYTES)) {
            return OptionalLong.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        return OptionalLong.of(
                value.length == Long.BYTES
                        ? buffer.getLong()
                        : Integer.toUnsignedLong(buffer.getInt()));
    }

    /** Returns text in UTF-8. */
    public Optional<String> text(long type) {
        return bytes(type).map(value -> new String(value, StandardCharsets.UTF_8));
    }
}
