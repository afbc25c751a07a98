package dev.keyhaul.cli.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, for commands' data alone. Native code knows it as descriptor 1: what a module
 * prints there, and the JVM when it crashes, would get into the data. {@link #leaveToData()} makes
 * that descriptor standard error's; the data goes on through a copy.
 */
public final class StandardOutput extends OutputStream {
    private static final StandardOutput PROCESS = new StandardOutput();
    private static final int OUT = 1;
    private static final int ERR = 2;

    private final FileOutputStream java = new FileOutputStream(FileDescriptor.out);
    private volatile @Nullable Integer copy;

    private StandardOutput() {}

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

    /** Returns this process's standard output. */
    public static StandardOutput ofProcess() {
        return PROCESS;
    }

    /** Keeps native code out of it from now on, where it is open. */
    synchronized void leaveToData() {
        if (copy != null) {
            return;
        }
        try {
            int own = C.dup(OUT);
            C.dup2(ERR, OUT);
            copy = own;
        } catch (LastErrorException e) {
            // One of the two is closed: then nothing can be mixed up.
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) throws IOException {
        Integer descriptor = copy;
        if (descriptor == null) {
            java.write(data, offset, length);
            return;
        }
        byte[] left = Arrays.copyOfRange(data, offset, offset + length);
        while (left.length > 0) {
            left = Arrays.copyOfRange(left, written(descriptor, left), left.length);
        }
    }

    private static int written(int descriptor, byte[] data) throws IOException {
        try {
            return (int) C.write(descriptor, data, data.length);
        } catch (LastErrorException e) {
            throw new IOException("cannot write to standard output", e);
        }
    }
}
