package dev.keyhaul.pkcs11.jna;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.List;

/** A template as an array of CK_ATTRIBUTE with its values behind it, in one block of memory. */
final class NativeTemplate implements AutoCloseable {
    private final Memory memory;
    private final int count;
    private long end;

    NativeTemplate(Template template) {
        count = template.attributes().size();
        memory = NativeLayout.allocate(size(template));
        end = 0;
        write(template);
    }

    /** Returns the array for a function's argument. */
    Pointer pointer() {
        return memory;
    }

    /** Returns the number of attributes for a function's argument. */
    Object count() {
        return NativeLayout.ulong(count);
    }

    /** Frees the memory, zeroed: a value may be a key. */
    @Override
    public void close() {
        memory.clear();
        memory.close();
    }

    private static long size(Template template) {
        long size = 0;
        for (Attribute attribute : template.attributes()) {
            size += NativeLayout.TRIPLE + valueSize(attribute);
        }
        return size;
    }

    private static long valueSize(Attribute attribute) {
        return roundUp(
                attribute instanceof Attribute.Nested nested
                        ? size(nested.value())
                        : length(attribute));
    }

    private static long length(Attribute attribute) {
        if (attribute instanceof Attribute.Flag) {
            return 1;
        }
        if (attribute instanceof Attribute.Ulong) {
            return NativeLayout.ULONG;
        }
        if (attribute instanceof Attribute.Nested nested) {
            return (long) NativeLayout.TRIPLE * nested.value().attributes().size();
        }
        return ((Attribute.Bytes) attribute).value().length;
    }

    private long write(Template template) {
        List<Attribute> attributes = template.attributes();
        long start = end;
        end += (long) NativeLayout.TRIPLE * attributes.size();
        for (int i = 0; i < attributes.size(); i++) {
            Attribute attribute = attributes.get(i);
            long value = writeValue(attribute);
            NativeLayout.writeTriple(
                    memory,
                    start + (long) i * NativeLayout.TRIPLE,
                    attribute.type(),
                    memory.share(value),
                    length(attribute));
        }
        return start;
    }

    private long writeValue(Attribute attribute) {
        if (attribute instanceof Attribute.Nested nested) {
            return write(nested.value());
        }
        long offset = end;
        end += valueSize(attribute);
        if (attribute instanceof Attribute.Flag flag) {
            memory.setByte(offset, (byte) (flag.value() ? 1 : 0));
        } else if (attribute instanceof Attribute.Ulong number) {
            NativeLayout.writeUlong(memory, offset, number.value());
        } else if (attribute instanceof Attribute.Bytes bytes) {
            memory.write(offset, bytes.value(), 0, bytes.value().length);
        }
        return offset;
    }

    /** Keeps every value where any type may stand; an empty one still has an address of its own. */
    private static long roundUp(long length) {
        return Math.max(8, (length + 7) / 8 * 8);
    }
}
