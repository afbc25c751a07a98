package com.example.destination;

import dev.keyhaul.batch.destination.BatchDestination;
import dev.keyhaul.batch.destination.BatchTarget;
import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.destination.Delivery;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.TransferableKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Items with the column {@code escrow}: the key is wrapped under the escrow agent's public key, and
 * goes to the agent. What an interrupted run may have sent is looked for, and never sent twice.
 */
final class Escrow implements BatchDestination {
    private final RsaAesWrappingKey agent;
    private final Map<String, byte[]> inbox = new ConcurrentHashMap<>();

    /** Takes the agent's public key, which the application has authenticated. */
    Escrow(RsaAesWrappingKey agent) {
        this.agent = agent;
    }

    /** Returns what the agent has, by name. */
    Map<String, byte[]> inbox() {
        return Map.copyOf(inbox);
    }

    @Override
    public String namingColumn() {
        return "escrow";
    }

    @Override
    public List<String> otherColumns() {
        return List.of();
    }

    @Override
    public BatchTarget parse(BatchItem item) throws KeyTransferException {
        return new Entry(item.required("escrow"));
    }

    private final class Entry implements BatchTarget {
        private final String name;

        private Entry(String name) {
            this.name = name;
        }

        @Override
        public Optional<String> place() {
            return Optional.of("escrow of " + name);
        }

        @Override
        public boolean isUnderKek() {
            return false;
        }

        @Override
        public void check() {}

        /** The agent is the same for each item: only its name comes from the manifest. */
        @Override
        public Decision decide(Consumer<String> warnings) {
            return Decision.to((key, told) -> delivery(key));
        }

        private Delivery delivery(TransferableKey key) throws KeyTransferException {
            byte[] wrapped = key.wrapUnder(agent).ciphertext();
            return new Delivery.Action(
                    Map.of("escrow", name),
                    () -> {
                        inbox.put(name, wrapped);
                        return Map.of("received", name);
                    });
        }

        @Override
        public Optional<Map<String, String>> find(
                Map<String, String> intent, Consumer<String> warnings) {
            return inbox.containsKey(name)
                    ? Optional.of(Map.of("received", name))
                    : Optional.empty();
        }
    }
}
