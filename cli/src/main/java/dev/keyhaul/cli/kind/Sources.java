package dev.keyhaul.cli.kind;

import dev.keyhaul.adrms.tpd.DomainSource;
import dev.keyhaul.backup.source.BackupSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pfx.AesSource;
import dev.keyhaul.pfx.PemSource;
import dev.keyhaul.pfx.PfxSource;
import dev.keyhaul.pkcs11.source.BlobSource;
import dev.keyhaul.pkcs11.source.TokenSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The sources of keys that the command line brings; an installation may add others. */
public final class Sources {
    private static final List<KeySource> LIST =
            List.of(
                    new TokenSource(),
                    new PfxSource(),
                    new PemSource(),
                    new AesSource(),
                    new DomainSource(),
                    new BackupSource());

    /** What every command that needs a key takes. */
    public static final KeySources OURS = KeySources.of(LIST);

    /** Of one letter, it would be a drive of Windows. */
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]+:");

    private Sources() {}

    /** Returns what a command takes that brings a key into a token: blobs, too. */
    public static KeySources intoToken() {
        List<KeySource> all = new ArrayList<>(LIST);
        all.add(new BlobSource());
        return KeySources.of(all);
    }

    /** Whether a text names a key, and no file: it begins with a scheme. */
    public static boolean isSource(String text) {
        return SCHEME.matcher(text).lookingAt();
    }

    /**
     * Returns the source that an option's value names.
     *
     * @throws KeyTransferException if it is malformed: nothing is done with such a command line
     */
    public static TypedSource typed(String text) throws KeyTransferException {
        TypedSource typed = TypedSource.of(text);
        try {
            intoToken().parse(typed);
        } catch (RefusedException e) {
            return typed; // A jar is at fault, not the text: opening the source reports it.
        }
        return typed;
    }

    /** Returns the source of the private key that is in a file of its own. */
    public static TypedSource ofPrivateKey(Path file) {
        return TypedSource.of(new PemSource().scheme() + ":" + file);
    }

    /** Whether a key may be read in the clear; not if no source takes the text. */
    public static boolean mayBeSoftware(TypedSource source) {
        try {
            return OURS.parse(source).mayBeSoftware();
        } catch (KeyTransferException e) {
            return false; // Opening it says why.
        }
    }
}
