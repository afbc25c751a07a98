package dev.keyhaul.localvault.state;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.backup.BackupSeal;
import dev.keyhaul.localvault.backup.KeyLifecycleEncoding;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.KeyInventory;
import dev.keyhaul.localvault.key.KeyLifecycle;
import dev.keyhaul.localvault.key.KeyShelf;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The keys of every vault of one server: in memory, and in a state folder where there is one. */
public final class ServedKeys implements AutoCloseable {
    private final Optional<VaultStateFolder> state;
    private final BackupSeal backups;
    private final Map<VaultHost, Map<String, KeyLifecycle>> atStart = new HashMap<>();

    private ServedKeys(Optional<VaultStateFolder> state, BackupSeal backups) {
        this.state = state;
        this.backups = backups;
    }

    /** Reads everything at once: a damaged folder is no start. */
    public static ServedKeys open(Optional<Path> folder, SecureRandom random)
            throws KeyTransferException {
        return folder.isPresent()
                ? open(folder.get(), random)
                : new ServedKeys(Optional.empty(), BackupSeal.generate(random));
    }

    private static ServedKeys open(Path folder, SecureRandom random) throws KeyTransferException {
        byte[] newKey = BackupSeal.newKey(random);
        VaultStateFolder state = VaultStateFolder.open(folder, newKey);
        byte[] backupKey = newKey;
        try {
            backupKey = state.backupKey();
            ServedKeys kept = new ServedKeys(Optional.of(state), BackupSeal.of(backupKey, random));
            for (String vault : state.vaults()) {
                kept.atStart.put(host(vault), read(state, vault));
            }
            return kept;
        } catch (KeyTransferException | RuntimeException e) {
            state.close();
            throw e;
        } finally {
            Arrays.fill(backupKey, (byte) 0);
            Arrays.fill(newKey, (byte) 0);
        }
    }

    private static VaultHost host(String vault) throws KeyTransferException {
        try {
            VaultHost host = VaultHost.parseUrl("https://" + vault);
            if (host.isRehearsal()) {
                return host;
            }
        } catch (MalformedIdentifierException e) {
            // Falls through to the one message.
        }
        throw new MalformedInputException(
                Reason.LOCAL_VAULT_STATE,
                "the state folder has a subfolder whose name is not a local vault's: " + vault,
                "remove it from the state folder");
    }

    private static Map<String, KeyLifecycle> read(VaultStateFolder state, String vault)
            throws KeyTransferException {
        Map<String, KeyLifecycle> histories = new HashMap<>();
        for (String key : state.keys(vault)) {
            byte[] content = state.get(vault, key);
            try {
                histories.put(key, KeyLifecycleEncoding.decode(content, host(vault)));
            } catch (MalformedInputException e) {
                throw new MalformedInputException(
                        Reason.LOCAL_VAULT_STATE,
                        "in the state folder, key " + key + " of " + vault + ": " + e.getMessage(),
                        "restore the state folder from a copy",
                        e);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        }
        return histories;
    }

    public BackupSeal backups() {
        return backups;
    }

    public KeyInventory of(VaultHost host, Clock clock) {
        KeyShelf shelf = state.<KeyShelf>map(kept -> new Shelf(kept, host)).orElse(KeyShelf.NONE);
        return new KeyInventory(atStart.getOrDefault(host, Map.of()), shelf, clock);
    }

    @Override
    public void close() {
        state.ifPresent(VaultStateFolder::close);
    }

    private record Shelf(VaultStateFolder state, VaultHost host) implements KeyShelf {
        @Override
        public void put(String name, KeyLifecycle history) throws RefusedRequest {
            byte[] content = KeyLifecycleEncoding.encode(history);
            try {
                state.put(host.host(), name, content);
            } catch (FileException e) {
                throw RefusedRequest.notKept(e);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        }

        @Override
        public void remove(String name) throws RefusedRequest {
            try {
                state.remove(host.host(), name);
            } catch (FileException e) {
                throw RefusedRequest.notKept(e);
            }
        }
    }
}
