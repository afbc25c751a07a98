package dev.keyhaul.usageaudit.log;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens a plain or gzipped log by its first bytes, and bounds how far a gzipped one unfolds. */
final class GzipBounds {
    /** Deflate reaches 1032; logs, which repeat themselves, 10 to 60. */
    static final long MAX_RATIO = 250;

    /** Short files may have any ratio. */
    static final long FREE_BYTES = 16L * 1024 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;

    private GzipBounds() {}

    static InputStream open(InputStream raw) throws IOException {
        PushbackInputStream peeked = new PushbackInputStream(raw, 2);
        byte[] magic = peeked.readNBytes(2);
        peeked.unread(magic);
        boolean gzip = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
        if (!gzip) {
            return peeked;
        }
        Counted in = new Counted(peeked);
        return new Bounded(new GZIPInputStream(in, BUFFER_BYTES), in);
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count += Math.max(read, 0);
            return read;
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final Counted compressed;
        private long count;

        Bounded(InputStream in, Counted compressed) {
            super(in);
            this.compressed = compressed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count += Math.max(read, 0);
            if (count > FREE_BYTES && count > MAX_RATIO * compressed.count) {
                throw new ZipException(
                        "it decompresses to more than " + MAX_RATIO + " times its size");
            }
            return read;
        }
    }
}
