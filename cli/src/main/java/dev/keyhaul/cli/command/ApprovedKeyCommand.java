package dev.keyhaul.cli.command;

import dev.keyhaul.cli.option.AccessOptions;
import picocli.CommandLine.Mixin;

/** A command that may need approval, with the options that open one key. */
public abstract class ApprovedKeyCommand extends ApprovedCommand {
    /** What opens its key, and the evidence key. */
    @Mixin protected AccessOptions access = new AccessOptions();

    @Override
    protected final AccessOptions access() {
        return access;
    }
}
