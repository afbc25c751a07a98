package dev.keyhaul.ceremony;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the times of records show of their hosts' clocks. */
final class RecordTimes {
    /** How far two hosts' clocks may differ. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final Duration LONGEST_GAP = Duration.ofDays(1);

    private final List<String> points = new ArrayList<>();

    private RecordTimes() {}

    /** Returns what a person must explain, a sentence each. */
    static List<String> points(RecordVerification verification) {
        RecordTimes times = new RecordTimes();
        List<StoredRecord> records = verification.records();
        records.forEach(record -> times.ofOne(record, verification.checkedAt()));
        for (RecordWriter host : RecordWriter.of(records)) {
            times.ofHost(host.records());
        }
        times.acrossHosts(verification);
        times.gaps(records);
        return times.points;
    }

    private static Instant started(StoredRecord record) {
        return record.record().deed().started();
    }

    private static Instant ended(StoredRecord record) {
        return record.record().deed().ended();
    }

    private static String writer(StoredRecord record) {
        return record.record()
                .origin()
                .flatMap(RecordOrigin::writer)
                .orElse(record.record().setting().host());
    }

    private void ofOne(StoredRecord record, Instant now) {
        if (ended(record).isBefore(started(record))) {
            points.add(
                    record.name()
                            + " started at "
                            + started(record)
                            + " and ended at "
                            + ended(record)
                            + ": the clock was set back meanwhile");
        }
        Instant newest = record.record().newestTime();
        if (newest.isAfter(now.plus(TOLERANCE))) {
            points.add(
                    record.name()
                            + " is dated "
                            + newest
                            + ", but it is "
                            + now
                            + " now: a clock was wrong");
        }
    }

    /** Of one host the records follow each other by what they name, whatever its clock says. */
    private void ofHost(List<StoredRecord> records) {
        StoredRecord latest = records.get(0);
        for (StoredRecord record : records.subList(1, records.size())) {
            if (started(record).isBefore(ended(latest))) {
                points.add(
                        record.name()
                                + " started at "
                                + started(record)
                                + ", before "
                                + latest.name()
                                + " of the same host ended at "
                                + ended(latest)
                                + ": the clock was set back, or two commands ran at once");
            }
            latest = ended(record).isAfter(ended(latest)) ? record : latest;
        }
    }

    private void acrossHosts(RecordVerification verification) {
        for (StoredRecord record : verification.records()) {
            for (StoredRecord before : verification.chain().before(record)) {
                if (!writer(record).equals(writer(before))
                        && ended(record).plus(TOLERANCE).isBefore(ended(before))) {
                    points.add(
                            record.name()
                                    + " ended at "
                                    + ended(record)
                                    + ", and follows "
                                    + before.name()
                                    + " of another host, which ended at "
                                    + ended(before)
                                    + ": a clock was wrong");
                }
            }
        }
    }

    private void gaps(List<StoredRecord> records) {
        StoredRecord latest = null;
        for (StoredRecord record :
                records.stream().sorted(Comparator.comparing(RecordTimes::started)).toList()) {
            gap(latest, record);
            latest = latest == null || ended(record).isAfter(ended(latest)) ? record : latest;
        }
    }

    private void gap(@Nullable StoredRecord before, StoredRecord record) {
        if (before == null) {
            return;
        }
        Duration gap = Duration.between(ended(before), started(record));
        if (gap.compareTo(LONGEST_GAP) > 0) {
            points.add(
                    record.name()
                            + " started at "
                            + started(record)
                            + ", more than a day ("
                            + gap.toDays()
                            + " days, "
                            + gap.toHoursPart()
                            + " hours) after "
                            + before.name()
                            + " ended at "
                            + ended(before));
        }
    }
}
