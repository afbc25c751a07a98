package dev.keyhaul.ceremony;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a check of records shows, and what it cannot show, in words: the same for a page and for a
 * report. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordsVerdict {
    private static final String MISSING_AT_THE_END = "records may be missing at the end";

    private final RecordVerification found;
    private final List<RecordWriter> hosts;

    private RecordsVerdict(RecordVerification found) {
        this.found = found;
        this.hosts = RecordWriter.of(found.records());
    }

    /** Returns the verdict on what was checked. */
    public static RecordsVerdict of(RecordVerification found) {
        return new RecordsVerdict(found);
    }

    /** Whether there are records, and nothing that was checked failed. */
    public boolean holds() {
        return found.failed().isEmpty() && !found.records().isEmpty();
    }

    /** Whether they hold, and each is signed by an evidence key that was named. */
    public boolean isAuthentic() {
        return holds() && found.namesKeys();
    }

    /** Whether each host that left records closed them. */
    public boolean isClosed() {
        return !hosts.isEmpty() && hosts.stream().allMatch(h -> h.isEnded(found.records()));
    }

    /** Returns what stands above all else, on screen and paper, where they do not hold. */
    public Optional<String> banner() {
        return found.isStopped()
                ? Optional.of("STOPPED")
                : found.failed().isEmpty() ? Optional.empty() : Optional.of("DOES NOT HOLD");
    }

    /** Returns the verdict in one or two words. */
    public String word() {
        if (found.records().isEmpty()) {
            return "no records";
        }
        if (!holds()) {
            return "does not hold";
        }
        return found.namesKeys() ? "authentic" : "consistent at most";
    }

    /** Returns whether records may be missing at the end. */
    public String end() {
        return isClosed() ? "closed by each host that left records" : "open: " + MISSING_AT_THE_END;
    }

    /** Returns the verdict in one sentence. */
    public String sentence() {
        if (found.records().isEmpty()) {
            return "no records: nothing was checked";
        }
        if (!holds()) {
            int failed = found.failed().size();
            return "does not hold: " + failed + (failed == 1 ? " check" : " checks") + " failed";
        }
        return word()
                + (found.namesKeys()
                        ? ": each record is signed by an evidence key that was named, or listed in"
                                + " a closing record that is"
                        : ": no evidence key was named that must have signed")
                + "; "
                + end();
    }

    /** Returns what was checked, and holds; a sentence each. */
    public List<String> checked() {
        List<String> checked = new ArrayList<>();
        int all = found.records().size();
        if (found.namesKeys()) {
            checked.add(
                    found.signatures().held()
                            + " of "
                            + all
                            + " records are signed by a named key");
            if (found.signatures().listed() > 0) {
                checked.add(
                        found.signatures().listed()
                                + " of "
                                + all
                                + " records are unsigned, and listed in a closing record that a named"
                                + " key signed");
            }
        } else {
            checked.add(
                    found.signatures().held()
                            + " of "
                            + all
                            + " records have a valid signature by the key that each names"
                            + " itself");
        }
        if (found.chain().gaps().isEmpty()) {
            checked.add("no record that another one names is missing");
        }
        if (found.approvalsHold()) {
            checked.add("no approval was used twice");
        }
        if (found.comparesFiles()) {
            checked.add(found.filesChecked() + " recorded files were compared by their SHA-256");
        }
        if (found.notedHashes() > 0 && found.notedHashesHold()) {
            checked.add("each record whose SHA-256 was given is present: " + found.notedHashes());
        }
        for (RecordWriter host : hosts) {
            host.closing()
                    .ifPresent(
                            closing ->
                                    checked.add(
                                            "host "
                                                    + host.host()
                                                    + closingStep(closing)
                                                    + " closed its records, "
                                                    + (host.records().size() - 1)
                                                    + " before the closing one"));
        }
        return checked;
    }

    /** Returns how many records are signed, and how many a signed closing record lists. */
    public String signed() {
        int listed = found.signatures().listed();
        return found.signed()
                + " of "
                + found.records().size()
                + " records are signed"
                + (listed > 0 ? ", and a signed closing record lists " + listed + " more" : "");
    }

    /** Two hosts of a plan can have one name: the step says which of them it was. */
    private static String closingStep(StoredRecord closing) {
        return closing.record()
                .facts()
                .planned()
                .map(planned -> " (step " + planned.step() + ")")
                .orElse("");
    }

    /** Returns what could not be checked; a sentence each. */
    public List<String> notChecked() {
        List<String> not = new ArrayList<>();
        int all = found.records().size();
        int unsigned = all - found.signed() - found.signatures().listed();
        if (unsigned > 0) {
            not.add(
                    unsigned
                            + " of "
                            + all
                            + " records are not signed: names, times and results in them can be"
                            + " changed by anyone who can write to the folder");
        }
        if (!found.namesKeys()) {
            not.add("whose signatures they are: anyone can sign with a key of their own");
        }
        not.addAll(openEnds());
        hosts.stream()
                .flatMap(host -> host.closing().stream().filter(c -> !found.isNoted(c.sha256())))
                .forEach(
                        closing ->
                                not.add(
                                        "the number of the closing record "
                                                + closing.name()
                                                + ": nobody gave it from paper"));
        if (!found.comparesFiles()) {
            not.add("the recorded files: they were not compared");
        } else if (found.filesGone() > 0) {
            not.add(found.filesGone() + " recorded files, which are gone");
        }
        not.add("a host that left no record at all: it cannot be seen here");
        not.add("who was present: names are as typed");
        return not;
    }

    /** Returns the hosts whose last records may be missing; a sentence each. */
    List<String> openEnds() {
        return hosts.stream()
                .filter(host -> !host.isEnded(found.records()))
                .map(
                        host ->
                                "host "
                                        + host.host()
                                        + " left no closing record: "
                                        + MISSING_AT_THE_END)
                .distinct()
                .toList();
    }
}
