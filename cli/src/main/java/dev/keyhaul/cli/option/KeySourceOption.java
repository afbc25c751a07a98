package dev.keyhaul.cli.option;

import picocli.CommandLine.Option;

/** The key that a command is about. */
public final class KeySourceOption {
    /** The source. */
    @Option(
            names = "--key",
            required = true,
            paramLabel = "SOURCE",
            description =
                    "the key: pkcs11:token=NAME;object=LABEL (RFC 7512), pfx:FILE[#ALIAS], pem:FILE,"
                            + " aes:FILE, tpd:FILE, or backup:STORE/ID")
    public String source = "";
}
