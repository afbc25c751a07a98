package dev.keyhaul.cli.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output, for commands' data alone. Native code knows it as descriptor 1: what a module
 * prints there, and the JVM when it crashes, would get into the data. {@link #leaveToData()} makes
 * that descriptor standard error's; the data goes on through a copy.
 */
public final class StandardOutput extends OutputStream {
    private static final StandardOutput PROCESS = new StandardOutput();

    private OutputStream out = new FileOutputStream(FileDescriptor.out);
    private boolean copied;

    private StandardOutput() {}

    /** Returns this process's standard output. */
    public static StandardOutput ofProcess() {
        return PROCESS;
    }

    /** Keeps native code out of it from now on, where it is open. */
    synchronized void leaveToData() {
        if (copied) {
            return;
        }
        try {
            out = CopiedOutput.make();
            copied = true;
        } catch (IOException e) {
            // One of the two is closed: then nothing can be mixed up.
        }
    }

    @Override
    public synchronized void write(int b) throws IOException {
        out.write(b);
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) throws IOException {
        out.write(data, offset, length);
    }
}
