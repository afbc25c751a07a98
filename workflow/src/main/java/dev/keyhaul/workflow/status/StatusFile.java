package dev.keyhaul.workflow.status;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the status is about: a small JSON file, read strictly. Relative paths begin at its folder.
 *
 * @param vaults keys and KEKs
 * @param stores stores of master copies
 * @param approvals folders of requests
 * @since 0.1.0
 */
public record StatusFile(List<Vault> vaults, List<Store> stores, List<Path> approvals) {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int DEFAULT_DAYS = 365;
    private static final int MAX_DAYS = 3650;
    private static final List<JsonObject> NONE = List.of();

    /**
     * A key in a vault.
     *
     * @param host the vault
     * @param key the key's name
     * @param expected its fingerprint, if it is known
     * @param kek the name of the KEK that it came under, if that is to be looked at too
     */
    public record Vault(
            VaultHost host, String key, Optional<Fingerprint> expected, Optional<String> kek) {
        public Vault {
            Arguments.notNull("host", host, "key", key, "expected", expected);
            Arguments.notNull("kek", kek);
        }
    }

    /**
     * A store of master copies.
     *
     * @param folder where it is
     * @param maxAge how old the last proof of a copy may be
     * @param signedBy whose signature counts as proof: a fingerprint, or the file of a public key
     */
    public record Store(Path folder, Duration maxAge, Optional<String> signedBy) {
        public Store {
            Arguments.notNull("folder", folder, "maxAge", maxAge, "signedBy", signedBy);
        }
    }

    /** Copies the lists. */
    public StatusFile {
        vaults = List.copyOf(vaults);
        stores = List.copyOf(stores);
        approvals = List.copyOf(approvals);
    }

    /**
     * Reads a file of at most 256 KiB.
     *
     * @throws KeyTransferException naming the file and the place of what is wrong
     */
    public static StatusFile read(Path file) throws KeyTransferException {
        return InputFile.parse(
                file,
                MAX_BYTES,
                json -> parse(JsonObject.parse(json), file.resolveSibling("")),
                FileKind.STATUS_FILE);
    }

    private static StatusFile parse(JsonObject json, Path folder) throws MalformedInputException {
        json.requireOnly("vaults", "stores", "approvals");
        List<Vault> vaults = new ArrayList<>();
        for (JsonObject vault : json.has("vaults") ? json.objects("vaults") : NONE) {
            vaults.add(vault(vault));
        }
        List<Store> stores = new ArrayList<>();
        for (JsonObject store : json.has("stores") ? json.objects("stores") : NONE) {
            stores.add(store(store, folder));
        }
        List<Path> approvals = new ArrayList<>();
        if (json.has("approvals")) {
            for (String name : json.strings("approvals")) {
                String place = json.place("approvals[" + approvals.size() + "]");
                approvals.add(path(place, name, folder));
            }
        }
        if (vaults.isEmpty() && stores.isEmpty() && approvals.isEmpty()) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, "it lists no vaults, stores or approvals");
        }
        return new StatusFile(vaults, stores, approvals);
    }

    private static Vault vault(JsonObject json) throws MalformedInputException {
        json.requireOnly("vault", "key", "fingerprint", "kek");
        return new Vault(
                json.parsed("vault", VaultHost::parseUrl),
                json.parsed("key", KeyIdentifier::requireName),
                json.optional("fingerprint", Fingerprint::parse),
                json.optional("kek", KeyIdentifier::requireName));
    }

    private static Store store(JsonObject json, Path folder) throws MalformedInputException {
        json.requireOnly("store", "drill_days", "signed_by");
        long days = json.has("drill_days") ? json.number("drill_days") : DEFAULT_DAYS;
        if (days < 1 || days > MAX_DAYS) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER,
                    json.place("drill_days") + " is " + days + "; it must be 1 to " + MAX_DAYS);
        }
        Optional<String> signer = json.optionalString("signed_by");
        if (signer.isPresent() && !Fingerprint.isMeant(signer.get())) {
            signer = Optional.of(path(json.place("signed_by"), signer.get(), folder).toString());
        }
        return new Store(
                path(json.place("store"), json.string("store"), folder),
                Duration.ofDays(days),
                signer);
    }

    private static Path path(String place, String name, Path folder)
            throws MalformedInputException {
        if (name.isEmpty()) {
            throw new MalformedInputException(Reason.JSON_MEMBER, place + " is empty");
        }
        try {
            return folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new MalformedInputException(Reason.VALUE_FORM, place + " is not a path", null, e);
        }
    }
}
