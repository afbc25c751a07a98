package dev.keyhaul.cli.backup;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The copy that a command is about, and its store. */
public final class CopyOption {
    @Mixin StoreOption store = new StoreOption();

    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description = "the copy's id, or the start of it")
    String id = "";
}
