package dev.keyhaul.batch;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a manifest can say of an item: a column in CSV, a member in JSON Lines. There is none for a
 * PKCS#11 module: who can choose that runs code in this process.
 */
public enum Column {
    /** The key, as {@code --key} takes it. */
    SOURCE,
    /** The KEK's file. */
    KEK,
    /** The KEK's identifier with version, where its file does not hold it. */
    KID,
    /** The KEK's fingerprint, as a second person gave it. */
    KEK_SHA256,
    /** The transfer blob that is written. */
    OUTPUT,
    /** The file of the source token's PIN. */
    PIN_FILE,
    /** The file of the source file's password. */
    PASSWORD_FILE,
    /** The vault that the key is imported into. */
    VAULT,
    /** The key's new name in the vault. */
    NAME,
    /** What guards the key in the vault. */
    PROTECTION,
    /** A KEK that is in the vault. */
    KEK_NAME,
    /** The store that gets a master copy. */
    STORE,
    /** The copy's recipients, parted by {@code |}. */
    TO,
    /** The file of the recipient's token's PIN. */
    TO_PIN_FILE,
    /** The file of the copy's password. */
    OUT_PASSWORD_FILE;

    private static final String ALL =
            Arrays.stream(values()).map(Column::text).collect(Collectors.joining(", "));

    /** Returns the name as manifests have it, such as {@code pin_file}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the column of that name, exactly as {@link #text} writes it. */
    static Optional<Column> named(String name) {
        return Arrays.stream(values()).filter(column -> column.text().equals(name)).findFirst();
    }

    /** Returns all names, for hints. */
    static String all() {
        return ALL;
    }
}
