package dev.keyhaul.cli.source;

import dev.keyhaul.cli.UsageException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The kinds of SOURCE, by how they begin. */
enum SourceScheme {
    /** A key in a token. */
    PKCS11("pkcs11:", "pkcs11:token=NAME;object=LABEL"),
    /** A key in a PKCS#12 file. */
    PFX("pfx:", "pfx:FILE[#ALIAS]"),
    /** A private key in a file of its own. */
    PEM("pem:", "pem:FILE"),
    /** A trusted publishing domain of AD RMS. */
    TPD("tpd:", "tpd:FILE"),
    /** A key that is restored from a master copy. */
    BACKUP("backup:", "backup:STORE/ID");

    private final String prefix;
    private final String form;

    SourceScheme(String prefix, String form) {
        this.prefix = prefix;
        this.form = form;
    }

    static SourceScheme of(String source) {
        for (SourceScheme scheme : values()) {
            if (source.startsWith(scheme.prefix)) {
                return scheme;
            }
        }
        throw unknown(source);
    }

    /** What comes after the prefix. */
    String rest(String source) {
        return source.substring(prefix.length());
    }

    private static UsageException unknown(String source) {
        return new UsageException(
                "no source of keys: " + source.replaceFirst("[?].*", "?…"),
                "a source is "
                        + Arrays.stream(values())
                                .map(scheme -> scheme.form)
                                .collect(Collectors.joining(", or ")));
    }
}
