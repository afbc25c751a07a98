package dev.keyhaul.cli.option;

import dev.keyhaul.core.source.TypedSource;
import picocli.CommandLine.Option;

/** The key that a command is about. */
public final class KeySourceOption {
    /** What it says, also where a command need not be given a key. */
    public static final String DESCRIPTION =
            "the key: pkcs11:token=NAME;object=LABEL (RFC 7512), pfx:FILE[#ALIAS], pem:FILE,"
                    + " aes:FILE, tpd:FILE, or backup:STORE/ID";

    /** The source. */
    @Option(names = "--key", required = true, paramLabel = "SOURCE", description = DESCRIPTION)
    public TypedSource source = TypedSource.of("");
}
