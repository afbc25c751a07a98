package dev.keyhaul.pkcs11.jna;

import com.sun.jna.Memory;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One preallocated buffer a session for what a function puts out.
 *
 * <p>The usual question for the size with a null buffer is left out: SoftHSM does the whole wrap
 * twice for it, and NSS softokn answers the length before padding.
 */
final class OutputBuffers {
    private static final int CAPACITY = 8192;

    /** What a module may ask for before it is not believed. */
    private static final long MAX_CAPACITY = 1 << 20;

    private final NativeModule module;
    private final Map<Long, Buffer> buffers = new ConcurrentHashMap<>();

    /** That of a session, and who uses it: it is freed after the call that it is used in. */
    private record Buffer(Memory memory, ReentrantLock use) {}

    OutputBuffers(NativeModule module) {
        this.module = module;
    }

    void open(long session) {
        buffers.put(session, new Buffer(allocate(CAPACITY), new ReentrantLock()));
    }

    void close(long session) {
        Buffer buffer = buffers.remove(session);
        if (buffer != null) {
            buffer.use().lock();
            try {
                buffer.memory().clear();
                buffer.memory().close();
            } finally {
                buffer.use().unlock();
            }
        }
    }

    /** Calls a function whose last two arguments are a buffer and its length. */
    byte[] call(CkFunction function, long session, @Nullable Object... arguments)
            throws CkrException {
        Buffer buffer = buffers.get(session);
        if (buffer == null) {
            throw new CkrException(function.name(), Ckr.SESSION_HANDLE_INVALID);
        }
        buffer.use().lock();
        try {
            return inBuffer(buffer.memory(), function, session, arguments);
        } finally {
            buffer.use().unlock();
        }
    }

    private byte[] inBuffer(
            Memory buffer, CkFunction function, long session, @Nullable Object... arguments)
            throws CkrException {
        long wanted;
        try {
            long code = callWith(buffer, CAPACITY, function, session, arguments);
            if (!Ckr.BUFFER_TOO_SMALL.is(code)) {
                return output(buffer, CAPACITY, function, code);
            }
            wanted = Math.min(NativeLayout.readUlong(buffer, CAPACITY), MAX_CAPACITY);
        } finally {
            buffer.clear();
        }
        int capacity = (int) ((Math.max(wanted, CAPACITY) + 7) / 8 * 8);
        return callLarger(capacity, function, session, arguments);
    }

    private byte[] callLarger(
            int capacity, CkFunction function, long session, @Nullable Object... arguments)
            throws CkrException {
        try (Memory larger = allocate(capacity)) {
            try {
                long code = callWith(larger, capacity, function, session, arguments);
                return output(larger, capacity, function, code);
            } finally {
                larger.clear();
            }
        }
    }

    private long callWith(
            Memory buffer,
            int capacity,
            CkFunction function,
            long session,
            @Nullable Object... arguments) {
        NativeLayout.writeUlong(buffer, capacity, capacity);
        @Nullable Object[] all = new Object[arguments.length + 3];
        all[0] = NativeLayout.ulong(session);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = buffer;
        all[arguments.length + 2] = buffer.share(capacity);
        return module.tryCall(function, all);
    }

    /** Copies the output; the caller zeroes its place: a decryption's output is a secret. */
    private static byte[] output(Memory buffer, int capacity, CkFunction function, long code)
            throws CkrException {
        long length = NativeLayout.readUlong(buffer, capacity);
        if (Ckr.OK.is(code) && (length < 0 || length > capacity)) {
            throw CkrException.impossibleLength(function.name(), length);
        }
        if (!Ckr.OK.is(code)) {
            throw new CkrException(function.name(), code);
        }
        return buffer.getByteArray(0, (int) length);
    }

    /** The length stands behind the buffer. */
    private static Memory allocate(int capacity) {
        return NativeLayout.allocate((long) capacity + NativeLayout.ULONG);
    }
}
