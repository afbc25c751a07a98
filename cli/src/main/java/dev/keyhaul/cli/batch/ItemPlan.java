package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchItem;
import dev.keyhaul.batch.Column;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.SourceTrust;
import dev.keyhaul.keyvault.Protection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An item of a manifest, understood: where its key is and where it goes. Nothing is opened for it.
 * Relative paths begin at the manifest's own folder, wherever the command is typed.
 */
record ItemPlan(BatchItem item, NamedKey key, Optional<Path> secretFile, Destination destination) {
    private static final Set<Column> OF_TOKENS = EnumSet.of(Column.PIN_FILE);
    private static final Set<Column> OF_FILES = EnumSet.of(Column.PASSWORD_FILE);

    /** Where a key goes. */
    sealed interface Destination {
        /** Into a transfer blob. */
        record Blob(Path output, KekColumns kek) implements Destination {}

        /** Into a vault, under a KEK of a file or of the vault, or as a software key. */
        record Vault(
                VaultHost host,
                String name,
                Optional<Protection> protection,
                Optional<KekColumns> kek,
                Optional<NamedKek> kekName)
                implements Destination {}

        /** Into a store of master copies. */
        record Copy(
                Path store,
                List<String> recipients,
                Optional<Path> toPinFile,
                Optional<Path> passwordFile)
                implements Destination {}

        /** Whether the key gets there under a KEK. */
        default boolean isUnderKek() {
            return this instanceof Blob
                    || (this instanceof Vault vault
                            && (vault.kek.isPresent() || vault.kekName.isPresent()));
        }

        /** Returns the place as one text, where no two items may go to one place. */
        default Optional<String> place() {
            if (this instanceof Blob blob) {
                return Optional.of("output " + blob.output.normalize());
            } else if (this instanceof Vault vault) {
                return Optional.of(
                        "key " + vault.name.toLowerCase(Locale.ROOT) + " of " + vault.host.host());
            }
            return Optional.empty();
        }
    }

    static ItemPlan of(BatchItem item, Path folder) throws KeyTransferException {
        try {
            Destination destination = destination(item, folder);
            NamedKey key = key(item, folder);
            return new ItemPlan(item, key, secretFile(item, key, folder), destination);
        } catch (UsageException e) {
            throw new MalformedIdentifierException(String.valueOf(e.getMessage()), e.hint());
        } catch (InvalidPathException e) {
            throw new MalformedInputException("not a path: " + e.getInput(), "check the path");
        }
    }

    /** Whether this process wraps the key under a KEK, and no token does. */
    boolean isWrappedHere() {
        return key.mayBeSoftware() && destination.isUnderKek();
    }

    private static NamedKey key(BatchItem item, Path folder) throws KeyTransferException {
        NamedKey key =
                Sources.OURS.parse(required(item, Column.SOURCE), folder, SourceTrust.MANIFEST);
        if (key.secret() != NamedKey.Secret.PIN) {
            refuse(item, OF_TOKENS, "a key in a token");
        }
        if (key.secret() != NamedKey.Secret.PASSWORD) {
            refuse(item, OF_FILES, "a key in a file");
        }
        return key;
    }

    private static Optional<Path> secretFile(BatchItem item, NamedKey key, Path folder) {
        Column column =
                key.secret() == NamedKey.Secret.PIN ? Column.PIN_FILE : Column.PASSWORD_FILE;
        return path(item, column, folder).or(key::secretFile);
    }

    private static Destination destination(BatchItem item, Path folder)
            throws KeyTransferException {
        Set<Column> given = EnumSet.of(Column.OUTPUT, Column.VAULT, Column.STORE);
        given.retainAll(item.values().keySet());
        if (given.size() != 1) {
            throw new MalformedInputException(
                    given.isEmpty() ? "no destination" : "more than one destination",
                    "each item has one of output, vault or store");
        }
        Column naming = given.iterator().next();
        DestinationColumns.of(naming).refuseOthers(item);
        return switch (naming) {
            case OUTPUT ->
                    new Destination.Blob(
                            folder.resolve(required(item, Column.OUTPUT)),
                            KekColumns.of(item, folder).orElseThrow(() -> missing(Column.KEK)));
            case VAULT -> vault(item, folder);
            default ->
                    new Destination.Copy(
                            folder.resolve(required(item, Column.STORE)),
                            recipients(required(item, Column.TO)),
                            path(item, Column.TO_PIN_FILE, folder),
                            path(item, Column.OUT_PASSWORD_FILE, folder));
        };
    }

    private static Destination vault(BatchItem item, Path folder) throws KeyTransferException {
        Optional<KekColumns> kek = KekColumns.of(item, folder);
        if (kek.isPresent() && item.has(Column.KEK_NAME)) {
            throw new MalformedInputException(
                    "both kek and kek_name", "kek is a file, kek_name a key in the vault");
        }
        Optional<Protection> protection = protection(item);
        boolean underKek = kek.isPresent() || item.has(Column.KEK_NAME);
        if (protection.equals(Optional.of(Protection.SOFTWARE)) && underKek) {
            throw new MalformedInputException(
                    "a software key is not wrapped under a KEK",
                    "leave kek and kek_name out, or let protection be hsm");
        }
        return new Destination.Vault(
                VaultHost.parseUrl(required(item, Column.VAULT)),
                KeyIdentifier.requireName(required(item, Column.NAME)),
                protection,
                kek,
                item.value(Column.KEK_NAME)
                        .map(name -> new NamedKek(name, item.value(Column.KEK_SHA256))));
    }

    private static Optional<Protection> protection(BatchItem item) throws MalformedInputException {
        Optional<String> text = item.value(Column.PROTECTION);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (text.get()) {
            case "hsm" -> Optional.of(Protection.HSM);
            case "software" -> Optional.of(Protection.SOFTWARE);
            default ->
                    throw new MalformedInputException(
                            "protection is '" + text.get() + "'; it is hsm or software", null);
        };
    }

    /** A {@code |} is in no URI (RFC 7512 has it escaped), and in few names of files. */
    private static List<String> recipients(String text) throws MalformedInputException {
        List<String> all = Arrays.stream(text.split("\\|", -1)).map(String::strip).toList();
        for (String recipient : all) {
            if (recipient.isEmpty() || recipient.startsWith("shares:")) {
                throw new MalformedInputException(
                        recipient.isEmpty() ? "an empty recipient" : "shares need their holders",
                        "a batch makes copies for pkcs11:…, rsa:CERT.pem and password, parted by"
                                + " |");
            }
        }
        return all;
    }

    private static Optional<Path> path(BatchItem item, Column column, Path folder) {
        return item.value(column).map(folder::resolve);
    }

    private static String required(BatchItem item, Column column) throws MalformedInputException {
        Optional<String> value = item.value(column);
        if (value.isEmpty()) {
            throw missing(column);
        }
        return value.get();
    }

    private static MalformedInputException missing(Column column) {
        return new MalformedInputException(
                column.text() + " is missing", "docs/BATCH.md shows what each destination needs");
    }

    static void refuse(BatchItem item, Set<Column> columns, String whatItIsOf)
            throws MalformedInputException {
        for (Column column : columns) {
            if (item.has(column)) {
                throw new MalformedInputException(
                        column.text() + " belongs to " + whatItIsOf, "leave it empty here");
            }
        }
    }
}
