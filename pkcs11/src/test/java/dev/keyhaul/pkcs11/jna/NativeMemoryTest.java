package dev.keyhaul.pkcs11.jna;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
    @Test
    void nativePin_afterWipe_isZero() {
        try (SecretBytes pin = SecretBytes.copyOf(new byte[] {'1', '2', '3', '4'});
                NativePin memory = new NativePin(pin)) {
            Pointer pointer = Objects.requireNonNull(memory.pointer());
            assertThat(pointer.getByteArray(0, 4)).containsExactly('1', '2', '3', '4');

            memory.wipe();

            assertThat(pointer.getByteArray(0, 4)).containsOnly(0);
        }
    }

    @Test
    void nativePin_none_isANullPointer() {
        try (NativePin none = new NativePin(null)) {
            assertThat(none.pointer()).isNull();
        }
    }

    @Test
    void nativeTemplate_nested_pointsToItsAttributes() {
        Template template =
                Template.empty()
                        .with(Cka.LABEL, "abc")
                        .with(Cka.UNWRAP_TEMPLATE, Template.empty().yes(Cka.SENSITIVE))
                        .with(Cka.VALUE_LEN, 32);
        try (NativeTemplate memory = new NativeTemplate(template)) {
            Pointer array = memory.pointer();
            int entry = NativeLayout.TRIPLE;
            assertThat(value(array, 0).getByteArray(0, 3)).containsExactly('a', 'b', 'c');
            assertThat(length(array, entry)).isEqualTo(NativeLayout.TRIPLE);
            Pointer nested = value(array, entry);
            assertThat(NativeLayout.readUlong(nested, 0)).isEqualTo(Cka.SENSITIVE);
            assertThat(value(nested, 0).getByte(0)).isEqualTo((byte) 1);
            assertThat(NativeLayout.readUlong(value(array, 2L * entry), 0)).isEqualTo(32);
        }
    }

    private static Pointer value(Pointer array, long at) {
        return array.getPointer(at + NativeLayout.ULONG);
    }

    private static long length(Pointer array, long at) {
        return NativeLayout.readUlong(array, at + NativeLayout.ULONG + NativeLayout.POINTER);
    }
}
