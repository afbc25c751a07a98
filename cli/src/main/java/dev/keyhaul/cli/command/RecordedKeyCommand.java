package dev.keyhaul.cli.command;

import dev.keyhaul.cli.option.AccessOptions;
import picocli.CommandLine.Mixin;

/** A recorded command with the options that open one key. */
public abstract class RecordedKeyCommand extends RecordedCommand {
    /** What opens its key, and the evidence key. */
    @Mixin protected AccessOptions access = new AccessOptions();

    @Override
    protected final AccessOptions access() {
        return access;
    }
}
