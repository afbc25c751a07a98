package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.SoftwareKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFolderTest {
    @TempDir Path home;

    private static StoredRecord write(RecordFolder folder, int second) throws Exception {
        return write(folder, second, null);
    }

    private static StoredRecord write(
            RecordFolder folder, int second, @Nullable EvidenceSigner signer) throws Exception {
        return folder.write(
                Records.deed(second, "key make-unextractable"),
                Records.setting(),
                Records.facts(),
                signer);
    }

    private static RecordChain chain(RecordFolder folder) throws Exception {
        return RecordChain.of(folder.read());
    }

    @Test
    void record_followsTheOneBefore() throws Exception {
        RecordFolder folder = RecordFolder.openOrCreate(home.resolve("r"));
        StoredRecord first = write(folder, 0);
        StoredRecord second = write(folder, 1);

        assertThat(first.record().previous()).isEmpty();
        assertThat(second.record().previous()).containsExactly(first.sha256());
        assertThat(folder.names()).containsExactly(first.name(), second.name()).isSorted();
        assertThat(chain(folder).heads()).containsExactly(second.sha256());
        assertThat(chain(folder).gaps()).isEmpty();
    }

    @Test
    void missingRecord_shows_unlessItIsTheNewest_whoseHashWasNoted() throws Exception {
        RecordFolder folder = RecordFolder.openOrCreate(home.resolve("r"));
        StoredRecord first = write(folder, 0);
        StoredRecord middle = write(folder, 1);
        StoredRecord last = write(folder, 2);

        Files.delete(folder.path().resolve(middle.name()));
        assertThat(chain(folder).gaps())
                .containsExactly(
                        last.name() + " follows a record that is missing: " + middle.sha256());

        Files.delete(folder.path().resolve(last.name()));
        assertThat(chain(folder).gaps()).isEmpty();
        chain(folder).requireHolds(first.sha256());
        assertThatThrownBy(() -> chain(folder).requireHolds(last.sha256()))
                .hasMessage("no record here has the SHA-256 " + last.sha256());
    }

    /** The offline host's and the online host's, brought together on a stick. */
    @Test
    void foldersOfTwoHosts_mayBecomeOne_andTheNextRecordFollowsBoth() throws Exception {
        RecordFolder offline = RecordFolder.openOrCreate(home.resolve("offline"));
        RecordFolder online = RecordFolder.openOrCreate(home.resolve("online"));
        write(offline, 0);
        StoredRecord one = write(offline, 1);
        StoredRecord other = write(online, 2);
        Files.copy(online.path().resolve(other.name()), offline.path().resolve(other.name()));

        assertThat(chain(offline).heads()).containsExactlyInAnyOrder(one.sha256(), other.sha256());
        StoredRecord joined = write(offline, 3);

        assertThat(joined.record().previous())
                .containsExactlyInAnyOrder(one.sha256(), other.sha256());
        assertThat(chain(offline).heads()).containsExactly(joined.sha256());
    }

    @Test
    void twoOfOneMoment_haveTwoNames() throws Exception {
        RecordFolder folder = RecordFolder.openOrCreate(home.resolve("r"));
        assertThat(write(folder, 0).name())
                .isEqualTo("20260301T090000.000Z-key-make-unextractable.record.json");
        assertThat(write(folder, 0).name())
                .isEqualTo("20260301T090000.000Z-key-make-unextractable-2.record.json");
    }

    @Test
    void signature_isOverTheFile_andNothingElseHolds() throws Exception {
        RecordFolder folder = RecordFolder.openOrCreate(home.resolve("r"));
        try (SoftwareKey key = GeneratedKeys.software(2048, "evidence");
                SoftwareKey other = GeneratedKeys.software(2048, "another")) {
            StoredRecord signed = write(folder, 0, SoftwareEvidenceKey.of(key));
            StoredRecord unsigned = write(folder, 1);
            List<TrustedSigner> trusted = List.of(trust(other), trust(key));

            folder.read(signed.name()).requireSignedBy(trusted);
            assertThatThrownBy(() -> signed.requireSignedBy(List.of(trust(other))))
                    .hasMessageContaining(" is signed by ");
            assertThatThrownBy(() -> unsigned.requireSignedBy(trusted))
                    .hasMessage(unsigned.name() + " is not signed");

            Path file = folder.path().resolve(signed.name());
            Files.writeString(file, Files.readString(file).replace("Ada Bell", "Eve Bell"));
            assertThatThrownBy(() -> folder.read(signed.name()).requireSignatureHolds())
                    .hasMessageContaining("is not valid");
            Files.delete(folder.path().resolve(signed.name().replace(".json", ".sig")));
            assertThatThrownBy(() -> folder.read(signed.name()).requireSignatureHolds())
                    .hasMessageContaining("is missing");
        }
    }

    @Test
    void files_areTheirOwnersAlone() throws Exception {
        RecordFolder folder = RecordFolder.openOrCreate(home.resolve("r"));
        write(folder, 0);
        try (Stream<Path> all = Files.walk(folder.path())) {
            assertThat(all.map(RecordFolderTest::mode)).containsExactly("rwx------", "rw-------");
        }
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void folderWithADamagedRecord_getsNoOther() throws Exception {
        RecordFolder folder = RecordFolder.openOrCreate(home.resolve("r"));
        Files.writeString(folder.path().resolve("x.record.json"), "{}");
        assertThatThrownBy(() -> RecordFolder.openOrCreate(folder.path()))
                .hasMessageContaining("x.record.json is not a ceremony record");
    }

    private static TrustedSigner trust(SoftwareKey key) {
        return new TrustedSigner(key.description().fingerprint());
    }
}
