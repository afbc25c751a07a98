package dev.keyhaul.localvault.key;

import dev.keyhaul.localvault.http.RefusedRequest;

/** Where a vault's keys outlive the server, if anywhere. Called under the lock of its keys. */
public interface KeyShelf {
    KeyShelf NONE =
            new KeyShelf() {
                @Override
                public void put(String name, KeyLifecycle history) {}

                @Override
                public void remove(String name) {}
            };

    /** Keeps this instead of what it had under the name; when it throws, that is still there. */
    void put(String name, KeyLifecycle history) throws RefusedRequest;

    void remove(String name) throws RefusedRequest;
}
