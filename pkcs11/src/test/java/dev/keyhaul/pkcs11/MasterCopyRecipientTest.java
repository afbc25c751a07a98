package dev.keyhaul.pkcs11;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.backup.MasterCopy;
import dev.keyhaul.core.backup.MasterCopyRequest;
import dev.keyhaul.core.backup.MasterCopyStore;
import dev.keyhaul.core.backup.RecipientCopy;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies are opened by the key, wherever it is now, and by any of the keys that are there. */
class MasterCopyRecipientTest {
    private final SoftHsm hsm = SoftHsm.create();
    @TempDir private Path folder = Path.of("");
    private Token token;
    private TokenKey target;

    @BeforeEach
    void open() throws Exception {
        token = hsm.newToken("HSM");
        target = token.rsaKey(token.generate(KeyRequest.target("tenant")));
    }

    @AfterEach
    void close() {
        token.close();
        hsm.close();
    }

    @Test
    void restore_deviceThatWasReplaced_opensByTheKeyItself() throws Exception {
        for (KeyRequest request :
                List.of(KeyRequest.wrapping("wrapping"), KeyRequest.recovery("recovery"))) {
            MasterCopy copy =
                    inOtherDevice(copy(MasterCopyRecipient.of(token, token.generate(request))));

            TokenKey restored =
                    MasterCopyRecipient.restore(
                            token, copy, RestoreAs.tokenKey("from " + request.label()));

            assertThat(restored.publicKey()).isEqualTo(target.publicKey());
        }
    }

    @Test
    void restore_oneFileOfTwoDamaged_opensByTheOther() throws Exception {
        MasterCopy copy =
                copy(
                        MasterCopyRecipient.of(token, token.generate(KeyRequest.recovery("r1"))),
                        MasterCopyRecipient.of(token, token.generate(KeyRequest.recovery("r2"))));
        for (String name : List.of("recipient-1.bin", "recipient-2.bin")) {
            Path file = copy.folder().resolve(name);
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, new byte[whole.length]);

            assertThat(
                            MasterCopyRecipient.restore(
                                            token, copy, RestoreAs.tokenKey("without " + name))
                                    .publicKey())
                    .isEqualTo(target.publicKey());
            Files.write(file, whole);
        }
    }

    @Test
    void restore_allDamaged_isACheckFailure() throws Exception {
        MasterCopy copy =
                copy(MasterCopyRecipient.of(token, token.generate(KeyRequest.recovery("r1"))));
        Path file = copy.folder().resolve("recipient-1.bin");
        Files.write(file, new byte[Files.readAllBytes(file).length]);

        assertThatThrownBy(() -> MasterCopyRecipient.restore(token, copy, RestoreAs.sessionKey()))
                .isInstanceOf(CheckFailedException.class);
    }

    @Test
    void restore_keyThatIsGone_isNamed() throws Exception {
        KeyInfo recovery = token.generate(KeyRequest.recovery("recovery"));
        MasterCopy copy = copy(MasterCopyRecipient.of(token, recovery));
        token.delete(recovery);

        assertThatThrownBy(() -> MasterCopyRecipient.restore(token, copy, RestoreAs.sessionKey()))
                .isInstanceOf(RefusedException.class)
                .hasMessageEndingWith("it has not the recovery pair recovery in token HSM");
    }

    private MasterCopy copy(MasterCopyRecipient... recipients) throws Exception {
        List<RecipientCopy> copies = new ArrayList<>();
        for (MasterCopyRecipient recipient : recipients) {
            copies.add(recipient.wrap(target));
        }
        return MasterCopyStore.openOrCreate(folder.resolve("copies"))
                .create(
                        new MasterCopyRequest(
                                copies, "operator@desk", "test", /* sameTokenOnly= */ true));
    }

    /** The same copy as if its token had had another serial number then. */
    private MasterCopy inOtherDevice(MasterCopy copy) throws Exception {
        Path manifest = copy.folder().resolve("manifest.json");
        String text = Files.readString(manifest, UTF_8);
        String serial = token.info().serial();
        assertThat(text).contains(serial);
        Files.writeString(manifest, text.replace(serial, "other-device"), UTF_8);
        return MasterCopyStore.open(folder.resolve("copies")).get(copy.id().text());
    }
}
