package dev.keyhaul.backup.format;

import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonValue;
import dev.keyhaul.core.key.KeyDescription;
import java.lang.invoke.MethodHandles;

/**
 * Reads and writes {@code manifest.json} of schema version {@value #SCHEMA_VERSION}.
 *
 * <p>Unknown members are refused, since one of them may be a restriction. White space and the order
 * of members do not matter to a reader: a key must be restorable in 20 years, by whatever wrote the
 * file.
 */
public final class ManifestFormat {
    /** The value of {@code schema_version}. */
    public static final String SCHEMA_VERSION = "1.0.0";

    static final JsonForm<Manifest> FORM =
            JsonForm.of(
                            MethodHandles.lookup(),
                            Manifest.class,
                            JsonValue.text(CopyId.class, CopyId::text, CopyId::parse),
                            JsonValue.text(
                                    Manifest.StoreId.class,
                                    Manifest.StoreId::hex,
                                    Manifest.StoreId::new),
                            JsonValue.object(
                                    KeyDescription.class, KeyFormat::write, KeyFormat::read),
                            KeyFormat.ORIGIN,
                            JsonValue.object(
                                    RecipientEntry.class,
                                    RecipientFormat::write,
                                    RecipientFormat::read))
                    .version(
                            SCHEMA_VERSION,
                            "use the version of keyhaul that wrote it, or a later one");

    private ManifestFormat() {}

    /** Returns the file's bytes. */
    public static byte[] write(Manifest manifest) {
        return FORM.toUtf8(manifest);
    }

    /**
     * Reads a manifest and checks that it agrees with itself; the files beside it are not looked
     * at.
     *
     * @throws MalformedInputException if it is not a manifest, or has another schema version
     * @throws CheckFailedException when it contradicts itself: another key than its fingerprint, or
     *     a claim to survive more than its recipients do
     */
    public static Manifest read(byte[] file) throws KeyTransferException {
        Manifest manifest = FORM.parse(file);
        if (manifest.signedBy() != null) {
            KeyFormat.requireSigner(manifest.signedBy());
        }
        return requireHonest(manifest);
    }

    private static Manifest requireHonest(Manifest manifest) throws CheckFailedException {
        Survival computed =
                Survival.of(
                        manifest.origin(),
                        manifest.recipients().stream().map(RecipientEntry::recipient).toList());
        if (manifest.survival().claimsMoreThan(computed)) {
            throw Damage.because(
                    "the manifest claims to survive more losses than its recipients allow");
        }
        return manifest;
    }
}
