package dev.keyhaul.pkcs11.jna;

import static dev.keyhaul.pkcs11.jna.NativeLayout.POINTER;
import static dev.keyhaul.pkcs11.jna.NativeLayout.TRIPLE;
import static dev.keyhaul.pkcs11.jna.NativeLayout.ULONG;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.keyhaul.pkcs11.binding.Mechanism;

/** A CK_MECHANISM with its parameter behind it, in one block of memory. */
final class NativeMechanism implements AutoCloseable {
    /** CKZ_DATA_SPECIFIED: the label comes with the parameter. */
    private static final long DATA_SPECIFIED = 1;

    private static final int OAEP_SIZE = 3 * ULONG + POINTER + ULONG;

    /** CK_RSA_AES_KEY_WRAP_PARAMS: the AES key's bits, a pointer to the OAEP parameters. */
    private static final int RSA_AES_SIZE = ULONG + POINTER;

    private final Memory memory;

    NativeMechanism(Mechanism mechanism) {
        if (mechanism.parameter() instanceof Mechanism.Oaep oaep) {
            memory = block(mechanism, OAEP_SIZE, 0);
            writeOaep(memory, TRIPLE, oaep);
        } else if (mechanism.parameter() instanceof Mechanism.RsaAes rsaAes) {
            memory = block(mechanism, RSA_AES_SIZE, OAEP_SIZE);
            NativeLayout.writeUlong(memory, TRIPLE, rsaAes.aesKeyBits());
            int behind = TRIPLE + RSA_AES_SIZE;
            memory.setPointer(TRIPLE + ULONG, memory.share(behind));
            writeOaep(memory, behind, rsaAes.oaep());
        } else if (mechanism.parameter() instanceof Mechanism.Raw raw) {
            byte[] value = raw.value();
            memory = block(mechanism, value.length, 0);
            memory.write(TRIPLE, value, 0, value.length);
        } else {
            memory = NativeLayout.allocate(TRIPLE);
            NativeLayout.writeTriple(memory, 0, mechanism.type(), null, 0);
        }
    }

    /** Returns the structure for a function's argument. */
    Pointer pointer() {
        return memory;
    }

    /** Returns the parameter alone; its pointers lead into this block. */
    byte[] parameterBytes() {
        int length = (int) NativeLayout.readUlong(memory, (long) ULONG + POINTER);
        return memory.getByteArray(TRIPLE, length);
    }

    @Override
    public void close() {
        memory.close();
    }

    /** The mechanism, its parameter, and room for what the parameter points to. */
    private static Memory block(Mechanism mechanism, int parameterSize, int more) {
        Memory memory = NativeLayout.allocate((long) TRIPLE + parameterSize + more);
        NativeLayout.writeTriple(memory, 0, mechanism.type(), memory.share(TRIPLE), parameterSize);
        return memory;
    }

    /** The label is empty: a null pointer and length 0, which stand there already. */
    private static void writeOaep(Memory memory, long offset, Mechanism.Oaep oaep) {
        NativeLayout.writeUlong(memory, offset, oaep.hashAlgorithm());
        NativeLayout.writeUlong(memory, offset + ULONG, oaep.maskGeneration());
        NativeLayout.writeUlong(memory, offset + 2L * ULONG, DATA_SPECIFIED);
    }
}
