package dev.keyhaul.core.keywrap;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** AES-KWP by the lanes alone, without RSA: each item under a key of its own. */
final class LaneJobs {
    /** What to wrap or unwrap, and under which key. */
    record Item(byte[] bytes, SecretKey key) {}

    private LaneJobs() {}

    static List<byte[]> wrap(Iterable<Item> items) throws GeneralSecurityException {
        List<byte[]> results = new ArrayList<>();
        run(Cipher.ENCRYPT_MODE, items, results);
        return results;
    }

    /** Null stands for what does not open. */
    static List<byte @Nullable []> unwrap(Iterable<Item> items) throws GeneralSecurityException {
        List<byte @Nullable []> results = new ArrayList<>();
        run(Cipher.DECRYPT_MODE, items, results);
        return results;
    }

    private static void run(int mode, Iterable<Item> items, List<byte @Nullable []> results)
            throws GeneralSecurityException {
        try (KwpLanes lanes = new KwpLanes(mode == Cipher.ENCRYPT_MODE, CipherSource.of(null))) {
            lanes.run(new Work(mode, items.iterator(), results));
        }
    }

    private record Result(byte @Nullable [] bytes) {}

    private record Work(int mode, Iterator<Item> items, List<byte @Nullable []> results)
            implements KwpLanes.Work<Integer, Result> {
        @Override
        public boolean hasNext() {
            return items.hasNext();
        }

        @Override
        public Integer begin(KwpLane lane) throws GeneralSecurityException {
            Item item = items.next();
            if (mode == Cipher.ENCRYPT_MODE) {
                lane.beginWrap(item.bytes, item.key);
            } else {
                lane.beginUnwrap(item.bytes, 0, item.bytes.length, item.key);
            }
            return item.bytes.length;
        }

        @Override
        public Result finish(Integer length, KwpLane lane) {
            if (mode == Cipher.ENCRYPT_MODE) {
                byte[] wrapped = new byte[AesKwp.wrappedLengthBytes(length)];
                lane.writeWrapped(wrapped, 0);
                return new Result(wrapped);
            }
            int targetBytes = lane.targetLength();
            if (targetBytes < 0) {
                return new Result(null);
            }
            byte[] target = new byte[targetBytes];
            lane.writeTarget(target);
            return new Result(target);
        }

        @Override
        public void accept(Result result) {
            results.add(result.bytes);
        }

        @Override
        public void discard(Result result) {}
    }
}
