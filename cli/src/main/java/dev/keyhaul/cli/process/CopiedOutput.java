package dev.keyhaul.cli.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** A copy of descriptor 1, which is standard error's from then on. */
final class CopiedOutput extends OutputStream {
    private static final int OUT = 1;
    private static final int ERR = 2;

    private final int descriptor;

    private CopiedOutput(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The C library's functions. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        static native int dup(int descriptor) throws LastErrorException;

        static native int dup2(int from, int to) throws LastErrorException;

        static native long write(int descriptor, byte[] data, long length)
                throws LastErrorException;
    }

    static CopiedOutput make() throws IOException {
        try {
            int copy = C.dup(OUT);
            C.dup2(ERR, OUT);
            return new CopiedOutput(copy);
        } catch (LastErrorException e) {
            throw new IOException("standard output or standard error is closed", e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        byte[] left = Arrays.copyOfRange(data, offset, offset + length);
        while (left.length > 0) {
            left = Arrays.copyOfRange(left, written(left), left.length);
        }
    }

    private int written(byte[] data) throws IOException {
        try {
            return (int) C.write(descriptor, data, data.length);
        } catch (LastErrorException e) {
            throw new IOException("cannot write to standard output", e);
        }
    }
}
