package dev.keyhaul.cli.command;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.evidence.CommandRecord;
import dev.keyhaul.cli.evidence.HarmlessOptions;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.source.GivenPins;
import dev.keyhaul.workflow.Act;
import java.util.List;
import picocli.CommandLine.Mixin;

/**
 * A command that changes something, and so leaves a record of itself where {@code --record} says.
 *
 * <p>What it tells through its console gets into the record by itself; tokens, keys, files and
 * proofs it notes in {@link Console#record}.
 */
public abstract class RecordedCommand extends ReportingCommand {
    /** The record's options; the evidence key signs what else the command writes, too. */
    @Mixin protected RecordOptions evidence = new RecordOptions();

    /** Whether the command leaves a record. */
    protected final boolean isRecorded() {
        return evidence.isGiven();
    }

    /** Returns what opens its key, and the evidence key. */
    protected abstract AccessOptions access();

    /**
     * Notes the PINs that options give, each with its token: the record's evidence key logs in
     * before the command's own keys do, and the first login is to have the PIN on which all agree.
     * A command whose options name more tokens adds theirs.
     */
    protected void givePins(GivenPins pins) {
        pins.ofKey(access().token.pin());
        pins.ofToken(access().token.pin());
    }

    @Override
    protected CommandRecord recording(String name, List<String> arguments, Console console) {
        evidence.signing.givePin(console);
        givePins(new GivenPins(console.settings().addedTo(arguments), console));
        return new CommandRecord(
                name, () -> HarmlessOptions.coveredOf(this), evidence, access(), console);
    }

    /** Returns this command's work as an act of this name; nobody's approval is asked for. */
    protected Act act(String name, Console console) {
        return new Act(name, console.record(), (subject, keys) -> {}, console);
    }
}
