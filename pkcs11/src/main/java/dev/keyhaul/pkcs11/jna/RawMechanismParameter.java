package dev.keyhaul.pkcs11.jna;

import dev.keyhaul.pkcs11.binding.Mechanism;

/**
 * The bytes of a mechanism's parameter as the module expects them, for a backend that cannot build
 * a nested structure itself. They may point into memory that is freed when this is closed: so it is
 * closed after the call.
 */
public final class RawMechanismParameter implements AutoCloseable {
    private final NativeMechanism mechanism;
    private final byte[] bytes;

    private RawMechanismParameter(NativeMechanism mechanism, byte[] bytes) {
        this.mechanism = mechanism;
        this.bytes = bytes;
    }

    /** Lays a mechanism's parameter out; empty where it has none. */
    public static RawMechanismParameter of(Mechanism mechanism) {
        NativeMechanism laidOut = new NativeMechanism(mechanism);
        return new RawMechanismParameter(laidOut, laidOut.parameterBytes());
    }

    /** Returns a copy of the structure, whose pointers lead into memory that this owns. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Frees what the structure points to. */
    @Override
    public void close() {
        mechanism.close();
    }
}
