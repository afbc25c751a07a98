package dev.keyhaul.batch.destination;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an open key gets to its target. Used by one thread at a time.
 *
 * @since 0.1.0
 */
public sealed interface Delivery {
    /** A delivery that needs no further wrapping. Immutable. */
    sealed interface Ready extends Delivery {}

    /**
     * The key is wrapped under a KEK first.
     *
     * @param kek the KEK, one object for all its items
     * @param next says what happens with the blob
     */
    record UnderKek(KeyExchangeKey kek, Next next) implements Delivery {
        public UnderKek {
            Arguments.notNull("kek", kek, "next", next);
        }
    }

    /** What follows a wrap. Used by one thread at a time. */
    @FunctionalInterface
    interface Next {
        /**
         * Returns the delivery of the blob.
         *
         * @throws KeyTransferException if the item failed; the others go on
         */
        Ready deliver(KeyTransferBlob blob) throws KeyTransferException;
    }

    /**
     * The content of the target's file, which is synced and named together with others. Immutable.
     */
    final class File implements Ready {
        private final byte[] content;

        /** Takes the content of {@link BatchTarget#file}. */
        public File(byte[] content) {
            this.content = content.clone();
        }

        /** Returns a copy of the content, for what surrounds another destination. */
        public byte[] content() {
            return content.clone();
        }
    }

    /**
     * A request to a service or a store.
     *
     * @param intent what the journal gets before; {@link BatchTarget#find} recognizes the result by
     *     it
     * @param request makes the change
     */
    record Action(Map<String, String> intent, Request request) implements Ready {
        /** Copies the intent, in its order. */
        public Action {
            Arguments.notNull("request", request);
            intent = Collections.unmodifiableMap(new LinkedHashMap<>(intent));
        }
    }

    /** What an action does. Used by one thread at a time. */
    @FunctionalInterface
    interface Request {
        /**
         * Makes the change.
         *
         * @return what the journal gets
         * @throws UnknownOutcomeException if the change may have been made
         * @throws KeyTransferException if the item failed; the others go on
         */
        Map<String, String> send() throws KeyTransferException;
    }
}
