package dev.keyhaul.pkcs11.binding;

import dev.keyhaul.core.argument.Arguments;
import java.util.Arrays;

/**
 * CK_ATTRIBUTE with a value, for templates. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface Attribute {
    /** Returns one of {@link Cka}. */
    long type();

    /** A CK_BBOOL. */
    record Flag(long type, boolean value) implements Attribute {}

    /** A CK_ULONG. */
    record Ulong(long type, long value) implements Attribute {}

    /** A template in a template, such as CKA_UNWRAP_TEMPLATE. */
    record Nested(long type, Template value) implements Attribute {
        public Nested {
            Arguments.notNull("value", value);
        }
    }

    /** Bytes: text, a big integer, a key's value. */
    record Bytes(long type, byte[] value) implements Attribute {
        /** Copies the bytes. */
        public Bytes {
            value = value.clone();
        }

        @Override
        public byte[] value() {
            return value.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that
                    && type == that.type
                    && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(type) + 31 * Arrays.hashCode(value);
        }

        /** Tells the length alone: the bytes may be a key. */
        @Override
        public String toString() {
            return "Bytes[0x" + Long.toHexString(type) + ", " + value.length + " bytes]";
        }
    }
}
