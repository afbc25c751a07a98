package dev.keyhaul.batch.destination;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where the key of one item goes, after everything that decides it was read: the keys that can open
 * the result, and the files that they come from. The key can be delivered only from here, so that
 * it goes where those who approve a batch have seen it go: the batch compares each decision with
 * the one that was approved.
 *
 * <pre>{@code
 * BatchKeks.FileKek kek = keks.inFile(item);
 * Decision decision =
 *         Decision.to(
 *                         (key, warnings) ->
 *                                 new Delivery.UnderKek(
 *                                         kek.kek(), blob -> new Delivery.File(blob.toFile())))
 *                 .openedBy(kek.kek())
 *                 .from(kek.file());
 * }</pre>
 *
 * <p>Immutable; used by one thread at a time.
 *
 * @since 0.1.0
 */
public final class Decision {
    private final Way way;
    private final List<Opener> openers;
    private final List<DecidingFile> files;

    private Decision(Way way, List<Opener> openers, List<DecidingFile> files) {
        this.way = way;
        this.openers = List.copyOf(openers);
        this.files = List.copyOf(files);
    }

    /** What a key that opens the result is. */
    public enum Role {
        /** A key exchange key: the key is wrapped under it. */
        KEK,
        /** The key of somebody who gets a copy. */
        RECIPIENT
    }

    /**
     * Who can open the result. Its holder does not approve the batch.
     *
     * @param role what it is
     * @param key its fingerprint; an AES key's check value; or {@code password}
     * @param where where it lives: an identifier, a token with its serial number, a subject
     */
    public record Opener(Role role, String key, String where) {
        /** Refuses null. */
        public Opener {
            Arguments.notNull("role", role, "key", key, "where", where);
        }

        /** {@return a KEK that a key is wrapped under} */
        static Opener of(KeyExchangeKey kek) {
            Arguments.notNull("kek", kek);
            return new Opener(
                    Role.KEK, Fingerprint.of(kek.publicKey()).toString(), kek.kid().toString());
        }
    }

    /** How an open key gets there. Used by one thread at a time. */
    @FunctionalInterface
    public interface Way {
        /**
         * Says how an open key gets there. Nothing is changed before the {@link Delivery} is used.
         *
         * @param key the key of the item
         * @param warnings takes what the report shows about this item
         * @return the delivery
         * @throws KeyTransferException if this key cannot go here; the other items go on
         */
        Delivery deliver(TransferableKey key, Consumer<String> warnings)
                throws KeyTransferException;
    }

    /**
     * {@return a decision that the item's own values make alone}
     *
     * @param way how a key gets there
     */
    public static Decision to(Way way) {
        Arguments.notNull("way", way);
        return new Decision(way, List.of(), List.of());
    }

    /**
     * {@return the same, of a key that goes under a KEK}
     *
     * @param kek what it is wrapped under
     */
    public Decision openedBy(KeyExchangeKey kek) {
        return openedBy(Opener.of(kek));
    }

    /**
     * {@return the same, with somebody who can open the result}
     *
     * @param opener that key
     */
    public Decision openedBy(Opener opener) {
        Arguments.notNull("opener", opener);
        List<Opener> more = new ArrayList<>(openers);
        more.add(opener);
        return new Decision(way, more, files);
    }

    /**
     * {@return the same, with a file that was read for it}
     *
     * @param file the file
     */
    public Decision from(DecidingFile file) {
        Arguments.notNull("file", file);
        List<DecidingFile> more = new ArrayList<>(files);
        more.add(file);
        return new Decision(way, openers, more);
    }

    /** {@return who can open the result, as far as it is known here} */
    public List<Opener> openers() {
        return openers;
    }

    /** {@return the files that were read for it} */
    public List<DecidingFile> files() {
        return files;
    }

    /**
     * Says how an open key gets there, as {@link Way#deliver} does.
     *
     * @param key the key of the item
     * @param warnings takes what the report shows about this item
     * @return the delivery
     * @throws KeyTransferException if this key cannot go here
     */
    public Delivery deliver(TransferableKey key, Consumer<String> warnings)
            throws KeyTransferException {
        Arguments.notNull("key", key, "warnings", warnings);
        return way.deliver(key, warnings);
    }
}
