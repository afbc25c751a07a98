package dev.keyhaul.workflow.status;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
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

    /**
     * A key in a vault.
     *
     * @param host the vault
     * @param key the key's name
     * @param expected its fingerprint, if it is known
     * @param kek the name of the KEK that it came under, if that is to be looked at too
     */
    public record Vault(
            VaultHost host, String key, Optional<Fingerprint> expected, Optional<String> kek) {}

    /**
     * A store of master copies.
     *
     * @param folder where it is
     * @param maxAge how old the last proof of a copy may be
     * @param signedBy whose signature counts as proof: a fingerprint, or the file of a public key
     */
    public record Store(Path folder, Duration maxAge, Optional<String> signedBy) {}

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
                json -> new Reader(file.resolveSibling("")).read(JsonObject.parse(json)),
                FileKind.STATUS_FILE);
    }

    private record Reader(Path folder) {
        StatusFile read(JsonObject json) throws MalformedInputException {
            json.requireOnly("vaults", "stores", "approvals");
            StatusFile file =
                    new StatusFile(
                            each(json, "vaults", this::vault),
                            each(json, "stores", this::store),
                            approvals(json));
            if (file.vaults.isEmpty() && file.stores.isEmpty() && file.approvals.isEmpty()) {
                throw new MalformedInputException("it names no vaults, stores or approvals");
            }
            return file;
        }

        private Vault vault(JsonObject json, String place) throws MalformedInputException {
            json.requireOnly("vault", "key", "fingerprint", "kek");
            Optional<String> kek = json.optionalString("kek");
            return new Vault(
                    at(place + ".vault", json.string("vault"), VaultHost::parseUrl),
                    at(place + ".key", json.string("key"), KeyIdentifier::requireName),
                    json.has("fingerprint")
                            ? Optional.of(
                                    at(
                                            place + ".fingerprint",
                                            json.string("fingerprint"),
                                            Fingerprint::parse))
                            : Optional.empty(),
                    kek.isPresent()
                            ? Optional.of(at(place + ".kek", kek.get(), KeyIdentifier::requireName))
                            : kek);
        }

        private Store store(JsonObject json, String place) throws MalformedInputException {
            json.requireOnly("store", "drill_days", "signed_by");
            long days = json.has("drill_days") ? json.number("drill_days") : DEFAULT_DAYS;
            if (days < 1 || days > MAX_DAYS) {
                throw new MalformedInputException(
                        "member " + place + ".drill_days is " + days + ", not 1 to " + MAX_DAYS);
            }
            Optional<String> signer = json.optionalString("signed_by");
            return new Store(
                    path(place + ".store", json.string("store")),
                    Duration.ofDays(days),
                    signer.isPresent() && !Fingerprint.isMeant(signer.get())
                            ? Optional.of(path(place + ".signed_by", signer.get()).toString())
                            : signer);
        }

        private List<Path> approvals(JsonObject json) throws MalformedInputException {
            List<Path> folders = new ArrayList<>();
            for (String name :
                    json.has("approvals") ? json.strings("approvals") : List.<String>of()) {
                folders.add(path("approvals[" + folders.size() + "]", name));
            }
            return folders;
        }

        private Path path(String place, String name) throws MalformedInputException {
            try {
                return name.isEmpty() ? missing(place) : folder.resolve(name).normalize();
            } catch (InvalidPathException e) {
                throw new MalformedInputException("member " + place + " is not a path", null, e);
            }
        }

        private static Path missing(String place) throws MalformedInputException {
            throw new MalformedInputException("member " + place + " is empty");
        }
    }

    private interface Item<T> {
        T read(JsonObject json, String place) throws MalformedInputException;
    }

    private static <T> List<T> each(JsonObject json, String name, Item<T> item)
            throws MalformedInputException {
        List<T> items = new ArrayList<>();
        for (JsonObject one : json.has(name) ? json.objects(name) : List.<JsonObject>of()) {
            items.add(item.read(one, name + "[" + items.size() + "]"));
        }
        return items;
    }

    private interface Parser<T> {
        T parse(String text) throws MalformedInputException;
    }

    private static <T> T at(String place, String text, Parser<T> parser)
            throws MalformedInputException {
        try {
            return parser.parse(text);
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    "member " + place + ": " + e.getMessage(), e.hint().orElse(null), e);
        }
    }
}
