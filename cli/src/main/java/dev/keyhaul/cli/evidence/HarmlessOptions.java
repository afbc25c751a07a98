package dev.keyhaul.cli.evidence;

import dev.keyhaul.cli.line.Command;
import dev.keyhaul.cli.line.GivenOptions;
import dev.keyhaul.workflow.record.Recording;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options that no request for approval and no record contains, each with the reason. Every
 * other option of a command is in both, also one that is new.
 */
public final class HarmlessOptions {
    private static final String OUTPUT = "decides what is printed, and nothing else";
    private static final String SECRET =
            "says where a secret is; a wrong one opens nothing, and what it opens is in the request";
    private static final String RECORD = "the record of what was done, not what is done";

    /** The reasons by the longest name of each option. */
    static final Map<String, String> REASONS =
            Map.ofEntries(
                    Map.entry("--quiet", OUTPUT),
                    Map.entry("--verbose", OUTPUT),
                    Map.entry("--json", OUTPUT),
                    Map.entry("--pin-file", SECRET),
                    Map.entry("--pin-env", SECRET),
                    Map.entry("--pin-fd", SECRET),
                    Map.entry("--password-file", SECRET),
                    Map.entry("--password-env", SECRET),
                    Map.entry("--source-pin-file", SECRET),
                    Map.entry("--source-pin-env", SECRET),
                    Map.entry("--source-pin-fd", SECRET),
                    Map.entry("--token-pin-file", SECRET),
                    Map.entry("--token-pin-env", SECRET),
                    Map.entry("--token-pin-fd", SECRET),
                    Map.entry("--pin-file-of", SECRET),
                    Map.entry("--sign-pin-file", SECRET),
                    Map.entry("--to-pin-file", SECRET),
                    Map.entry("--prove-in-pin-file", SECRET),
                    Map.entry("--settings", "each option that the file gives is in the request"),
                    Map.entry("--plan", "its fingerprint is in the request"),
                    Map.entry("--step", "the request names the step"),
                    Map.entry("--record", RECORD),
                    Map.entry("--person", "the operators are in the request as those who ask"),
                    Map.entry("--require-approval", "the approvers are in the request"),
                    Map.entry("--approvals", "says where the request is"));

    private HarmlessOptions() {}

    /** Returns the options in effect that decide what a command does, by name. */
    public static Map<String, String> coveredOf(Command command) {
        Map<String, String> covered = removedFrom(GivenOptions.of(command).byName());
        covered.replaceAll((name, value) -> Recording.withoutPin(value));
        return covered;
    }

    /** Returns the options that a request contains. */
    static Map<String, String> removedFrom(Map<String, String> given) {
        Map<String, String> covered = new TreeMap<>(given);
        covered.keySet()
                .removeIf(name -> REASONS.containsKey(name.replaceFirst(" \\(\\d+\\)$", "")));
        return covered;
    }
}
