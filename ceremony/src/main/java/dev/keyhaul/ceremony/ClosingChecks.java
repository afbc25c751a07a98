package dev.keyhaul.ceremony;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What closing records list, compared with the records that are there. */
final class ClosingChecks {
    private final RecordChain chain;
    private final List<String> failed = new ArrayList<>();

    private ClosingChecks(RecordChain chain) {
        this.chain = chain;
    }

    /** Returns what does not hold, a sentence each. */
    static List<String> failed(List<StoredRecord> records, RecordChain chain) {
        ClosingChecks checks = new ClosingChecks(chain);
        for (StoredRecord stored : records) {
            stored.record().closing().ifPresent(closing -> checks.check(stored, closing));
        }
        for (RecordWriter host : RecordWriter.of(records)) {
            host.closing().ifPresent(closing -> checks.checkListed(host, closing));
        }
        return checks.failed;
    }

    private void check(StoredRecord stored, Closing closing) {
        for (String hash : closing.records()) {
            if (!chain.holds(hash)) {
                failed.add(stored.name() + " closes a record that is missing: " + hash);
            }
        }
        for (Closing.OtherHost other : closing.others()) {
            if (!chain.holds(other.last())) {
                failed.add(
                        stored.name()
                                + " lists a record of host "
                                + other.host()
                                + " that is missing: "
                                + other.last());
            }
        }
    }

    /** Of one host: all that its closing record does not list, another closing record too. */
    private void checkListed(RecordWriter host, StoredRecord closing) {
        Set<String> listed =
                new HashSet<>(closing.record().closing().map(Closing::records).orElse(List.of()));
        listed.add(closing.sha256());
        for (StoredRecord record : host.records()) {
            if (!listed.contains(record.sha256())) {
                failed.add(
                        record.name()
                                + " is of host "
                                + host.host()
                                + ", and its closing record does not list it: it was written"
                                + " afterwards, or elsewhere");
            }
        }
    }
}
