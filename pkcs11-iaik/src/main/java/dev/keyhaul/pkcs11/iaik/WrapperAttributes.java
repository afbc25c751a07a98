package dev.keyhaul.pkcs11.iaik;

import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * C_GetAttributeValue through the wrapper, which gives no value at all when one is missing or
 * sensitive: then each is asked for alone. wolfPKCS11 answers -1, no CKR value, for a missing one.
 */
record WrapperAttributes(WrapperModule module, long session, long object) {
    AttributeValues read(long... types) throws CkrException {
        Map<Long, byte[]> values = new LinkedHashMap<>();
        if (!readInto(values, types)) {
            for (long type : types) {
                readInto(values, type);
            }
        }
        return new AttributeValues(values);
    }

    /** Returns false when one of them is missing or sensitive. */
    private boolean readInto(Map<Long, byte[]> values, long... types) throws CkrException {
        CK_ATTRIBUTE[] attributes = WrapperValues.unread(types);
        try {
            module.run(
                    "C_GetAttributeValue",
                    wrapper -> wrapper.C_GetAttributeValue(session, object, attributes, false));
        } catch (CkrException e) {
            if (Ckr.ATTRIBUTE_SENSITIVE.is(e.code())
                    || Ckr.ATTRIBUTE_TYPE_INVALID.is(e.code())
                    || Ckr.of(e.code()).isEmpty()) {
                return false;
            }
            throw e;
        }
        // One whose length the module says it does not have becomes null.
        for (@Nullable CK_ATTRIBUTE attribute : attributes) {
            byte[] value = attribute == null ? null : bytes(attribute.pValue);
            if (attribute != null && value != null) {
                values.put(attribute.type, value);
            }
        }
        return true;
    }

    /** The wrapper turns values into Java's types; here they are the module's bytes again. */
    private static byte @Nullable [] bytes(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof Boolean flag) {
            return new byte[] {(byte) (flag ? 1 : 0)};
        }
        if (value instanceof Long number) {
            return ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putLong(number)
                    .array();
        }
        if (value instanceof char[] text) {
            return new String(text).getBytes(StandardCharsets.UTF_8);
        }
        return null;
    }
}
