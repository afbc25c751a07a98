package dev.keyhaul.cli.option;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a PKCS#12 file is read. */
public final class PfxOptions {
    /** Its password. */
    @Mixin public PasswordOptions password = new PasswordOptions();

    /** Lets a file without MAC pass. */
    @Option(
            names = "--allow-no-mac",
            description =
                    "read a PKCS#12 file that has no MAC, so nothing shows whether it was changed")
    public boolean allowNoMac;
}
