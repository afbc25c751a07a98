package dev.keyhaul.rehearsal;

import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordedFiles;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.page.Paper;
import dev.keyhaul.ceremony.page.ReportPage;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.workflow.record.HostClock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records that the commands of the journey would have left, and the report of them. */
final class DemoRecords {
    private static final List<Person> NOBODY = List.of(new Person("operator", "the demonstration"));

    private final RecordFolder folder;
    private final RecordDraft draft;
    private final String tool;
    private final Clock clock = Clock.systemUTC();
    private @Nullable EvidenceSigner signer;
    private Instant started;

    private DemoRecords(RecordFolder folder, RecordDraft draft, String tool) {
        this.folder = folder;
        this.draft = draft;
        this.tool = tool;
        this.started = now();
    }

    static DemoRecords in(Path folder, RecordDraft draft, String tool) throws KeyTransferException {
        return new DemoRecords(RecordFolder.openOrCreate(folder.resolve("records")), draft, tool);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Signs from now on. */
    void signWith(EvidenceSigner evidence) {
        signer = evidence;
    }

    /** Writes the record of a step that is done: of all that was noted since the last one. */
    void done(String command) throws KeyTransferException {
        Deed deed =
                new Deed(command, List.of(), started, now(), 0, Optional.empty(), Optional.empty());
        folder.write(
                deed,
                Setting.here(NOBODY, HostClock.state(), tool),
                draft.facts(folder.path()),
                signer);
        draft.startAgain();
        started = now();
    }

    /** Writes the report, and checks what it is made of. */
    void report(Path file) throws KeyTransferException {
        List<TrustedSigner> trusted =
                signer == null
                        ? List.of()
                        : List.of(new TrustedSigner(Fingerprint.of(signer.publicKey())));
        RecordVerification verification =
                RecordVerification.of(
                        folder, trusted, List.of(), new RecordedFiles(folder.path(), null, false));
        OutputFile.at(file)
                .write(ReportPage.of(verification, "A rehearsal by 'keyhaul demo'", Paper.ANY));
        if (!verification.failed().isEmpty()) {
            throw new CheckFailedException(
                    Reason.DEMO_FAILED,
                    "the records do not verify: " + verification.failed().get(0));
        }
    }
}
