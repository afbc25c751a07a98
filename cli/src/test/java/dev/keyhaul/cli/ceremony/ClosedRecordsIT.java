package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that were cut off or changed, as their host, the page and an auditor see them. */
@Tag("long")
class ClosedRecordsIT {
    private static final String OPEN = "records may be missing at the end";

    @TempDir Path work;
    @TempDir Path state;

    @BeforeEach
    void makeKeys() throws Exception {
        KekFiles.write(work, "k.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        KekFiles.write(work, "kek.json", KekFiles.record(KekFiles.rsa(3072).getPublic()));
        var evidence = KekFiles.rsa(2048);
        KekFiles.write(work, "evidence.key", KekFiles.pem(evidence.getPrivate()));
        KekFiles.write(work, "evidence.pub", KekFiles.pem(evidence.getPublic()));
    }

    private RealCommand keyhaul() {
        return new RealCommand(work).with("XDG_STATE_HOME", state.toString());
    }

    private RealCommand otherHost() throws IOException {
        return new RealCommand(work)
                .with("XDG_STATE_HOME", Files.createTempDirectory(work, "other").toString());
    }

    private RealCommand.Result wrap(RealCommand keyhaul, String blob, String... more)
            throws Exception {
        return keyhaul.run(
                Args.of("byok", "create", "--key", "pem:k.pem", "--kek", "kek.json", "-o", blob)
                        .with(KekFiles.trust(work, "kek.json"))
                        .with("--record", "records", "--person", "operator=Ada Bell")
                        .and(more));
    }

    private RealCommand.Result signed(String blob) throws Exception {
        return wrap(keyhaul(), blob, "--sign-with", "pem:evidence.key");
    }

    private RealCommand.Result close(RealCommand keyhaul) throws Exception {
        return keyhaul.run(
                Args.of("ceremony", "close", "records", "--json")
                        .with("--person", "operator=Ada Bell")
                        .and("--sign-with", "pem:evidence.key"));
    }

    private List<StoredRecord> records() throws Exception {
        return RecordFolder.open(work.resolve("records")).read();
    }

    private void delete(StoredRecord record) throws IOException {
        Path file = work.resolve("records").resolve(record.name());
        Files.delete(file);
        Files.deleteIfExists(file.resolveSibling(record.name().replace(".json", ".sig")));
    }

    /** The page's words and the command's: each sentence of the one is in the other. */
    private JsonObject verdict(String... more) throws Exception {
        JsonObject report =
                keyhaul()
                        .run(
                                Args.of("ceremony", "report", "--verify-only", "records", "--json")
                                        .and(more))
                        .json();
        String page =
                keyhaul()
                        .run(Args.of("ceremony", "report", "records").and(pageOptions(more)))
                        .out();
        String text = page.replaceAll("<[^>]*>", " ").replace("&#39;", "'").replace("&quot;", "\"");
        assertThat(text).doesNotContain(">intact", "no record changed", " intact ");
        assertThat(text).contains(report.string("authenticity"));
        assertThat(report.strings("checked")).isNotEmpty();
        Stream.of("checked", "not_checked", "open_points", "failed")
                .flatMap(list -> strings(report, list).stream())
                .filter(words -> !words.contains("recorded file") && !words.contains(" now: "))
                .forEach(words -> assertThat(text).contains(words));
        return report;
    }

    private static List<String> strings(JsonObject report, String list) {
        try {
            return report.strings(list);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String[] pageOptions(String... more) {
        return Stream.of(more).filter(o -> !o.equals("--allow-missing")).toArray(String[]::new);
    }

    @Test
    void bothLastRecordsDeleted_isOpen_andTheHostThatMadeThemRefusesToGoOn() throws Exception {
        for (String blob : List.of("1.byok", "2.byok", "3.byok")) {
            signed(blob).requireDone();
        }
        List<StoredRecord> records = records();
        delete(records.get(1));
        delete(records.get(2));

        JsonObject report = verdict("--signed-by", "evidence.pub");
        assertThat(report.string("authenticity")).contains("open").contains(OPEN);
        assertThat(report.strings("open_points")).anyMatch(p -> p.contains(OPEN));

        for (RealCommand.Result next : List.of(signed("4.byok"), close(keyhaul()))) {
            new Refusal(3, "2 of the 3 records that this host wrote in", "restore them")
                    .requireIs(next);
            assertThat(next.err()).contains(records.get(2).sha256());
        }
        assertThat(work.resolve("4.byok")).doesNotExist();
        assertThat(records()).hasSize(1);
        wrap(otherHost(), "5.byok").requireDone();
    }

    @Test
    void allRecordsDeleted_isRefusedAtTheSamePlace() throws Exception {
        signed("1.byok").requireDone();
        delete(records().get(0));

        new Refusal(3, "1 of the 1 records that this host wrote in", "restore them")
                .requireIs(signed("2.byok"));
    }

    @Test
    void nameChangedInAnUnsignedRecord_isNotCalledIntact() throws Exception {
        wrap(keyhaul(), "1.byok").requireDone();
        wrap(keyhaul(), "2.byok").requireDone();
        Path last = work.resolve("records").resolve(records().get(1).name());
        Files.writeString(last, Files.readString(last).replace("Ada Bell", "Eve Bell"));

        JsonObject report = verdict();
        assertThat(report.string("authenticity")).startsWith("consistent at most");
        assertThat(report.strings("not_checked"))
                .anyMatch(w -> w.startsWith("2 of 2 records are not signed: names"))
                .anyMatch(w -> w.contains("a host that left no record"));
        new Refusal(3, "1 of the 2 records that this host wrote in", "restore them")
                .requireIs(wrap(keyhaul(), "3.byok"));
    }

    /** A host whose clock is a year ahead writes such a record. */
    @Test
    void clockAYearAhead_isAnOpenPoint() throws Exception {
        wrap(keyhaul(), "1.byok").requireDone();
        Path record = work.resolve("records").resolve(records().get(0).name());
        int year = Year.now(ZoneOffset.UTC).getValue();
        Files.writeString(
                record,
                Files.readString(record).replace("\"" + year + "-", "\"" + (year + 1) + "-"));
        wrap(otherHost(), "2.byok").requireDone();

        assertThat(verdict().strings("open_points"))
                .anyMatch(point -> point.endsWith(" now: a clock was wrong"))
                .anyMatch(point -> point.contains("more than a day (36"))
                .anyMatch(point -> point.contains("of another host, which ended at"));
    }

    @Test
    void closedRecords_takeNoOtherOfTheirHost_andTheirNotedHashIsAccepted() throws Exception {
        signed("1.byok").requireDone();
        wrap(otherHost(), "2.byok", "--sign-with", "pem:evidence.key").requireDone();
        var witness = KekFiles.rsa(2048).getPublic();
        KekFiles.write(work, "witness.pem", KekFiles.pem(witness));
        assertThat(wrap(keyhaul(), "never.byok", "--require-approval", "witness.pem").exit())
                .isEqualTo(9);
        RealCommand restored = keyhaul().with("XDG_STATE_HOME", copyOfState().toString());
        RealCommand.Result closing = close(keyhaul()).requireDone();
        JsonObject closed = closing.json();

        assertThat(closed.number("records")).isEqualTo(2);
        assertThat(closed.objects("unused_requests")).hasSize(1);
        assertThat(closed.objects("other_hosts")).hasSize(1);
        assertThat(closed.string("closing_record")).matches("[0-9a-f]{64}");
        assertThat(closing.err()).contains("on paper");
        JsonObject report =
                verdict(
                        "--signed-by",
                        "evidence.pub",
                        "--expect-head",
                        closed.string("closing_record"));
        assertThat(report.strings("failed")).isEmpty();
        assertThat(report.string("authenticity")).contains("open");
        new Refusal(3, "this host closed the records in", "another folder")
                .requireIs(signed("3.byok"));
        new Refusal(3, "this host closed the records in", "another folder")
                .requireIs(close(keyhaul()));

        assertThat(report.strings("open_points"))
                .anyMatch(point -> point.startsWith("a request for 'byok create' was never used"));
        StoredRecord last = records().get(3);
        byte[] file = Files.readAllBytes(work.resolve("records").resolve(last.name()));
        delete(last);
        wrap(restored, "4.byok", "--sign-with", "pem:evidence.key").requireDone();
        Files.write(work.resolve("records").resolve(last.name()), file);
        assertThat(verdict().strings("failed"))
                .anyMatch(f -> f.contains("its closing record does not list it"));
    }

    private Path copyOfState() throws Exception {
        Path copy = Files.createTempDirectory(work, "state");
        try (Stream<Path> all = Files.walk(state)) {
            for (Path from : all.filter(f -> !f.equals(state)).toList()) {
                Path to = copy.resolve(state.relativize(from).toString());
                Files.copy(from, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }
}
