package dev.keyhaul.backup.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.token.Token;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** By the API of applications alone: what goes in comes out, or is refused before it goes in. */
@ExtendWith(RepeatedKeks.class)
class WayBackTest {
    private final SoftHsm hsm = SoftHsm.create();
    private final Passphrase password = word("correct horse battery");
    private final List<Passphrase> holders =
            List.of(word("anna's passphrase"), word("ben's passphrase"), word("cleo's passphrase"));
    private final SoftwareKey escrow = GeneratedKeys.software(2048, "escrow");
    private final List<SoftwareKey> shareKeys =
            List.of(GeneratedKeys.software(2048, "anna"), GeneratedKeys.software(2048, "ben"));
    private final Map<String, CopyRecipient> recipients = new LinkedHashMap<>();
    private final Map<String, WayBack> waysBack = new LinkedHashMap<>();
    private final Map<String, TransferableKey> keys = new LinkedHashMap<>();
    private int copies;

    @TempDir private Path folder = Path.of("");
    private Token home;
    private Token away;

    private interface WayBack {
        TransferableKey open(MasterCopy copy) throws KeyTransferException;
    }

    @BeforeEach
    void open() throws Exception {
        hsm.addToken("HOME", KeyRequest.target("tenant"), KeyRequest.wrapping("wrapping"));
        hsm.addToken("AWAY", KeyRequest.recovery("recovery"), KeyRequest.target("other"));
        home = hsm.login("HOME");
        away = hsm.login("AWAY");
        keys.put("a file", GeneratedKeys.software(2048, "tenant"));
        keys.put("the token", home.rsaKey(KeySelector.label("tenant")));
        keys.put("another token", away.rsaKey(KeySelector.label("other")));

        add(
                "certificate",
                CertificateRecipient.of(SoftwareRecipientsTest.certificate("escrow")),
                copy -> CertificateRecipient.open(copy, escrow));
        add(
                "password",
                PasswordRecipient.of(password, GeneratedKeys.RANDOM),
                copy -> PasswordRecipient.open(copy, password));
        add(
                "shares of keys",
                SharesRecipient.split(
                        2,
                        List.of(
                                SoftwareRecipientsTest.certificate("anna"),
                                SoftwareRecipientsTest.certificate("ben")),
                        GeneratedKeys.RANDOM),
                copy -> SharesRecipient.open(copy, shareKeys));
        add(
                "shares of passphrases",
                SharesRecipient.splitByPassphrase(2, holders, GeneratedKeys.RANDOM),
                copy -> SharesRecipient.openByPassphrase(copy, holders.subList(1, 3)));
        add(
                "recovery pair",
                TokenKeyRecipient.find(away, KeySelector.label("recovery")),
                copy -> TokenKeyRecipient.restore(away, copy, RestoreAs.sessionKey()));
        add(
                "wrapping key",
                TokenKeyRecipient.find(home, KeySelector.label("wrapping")),
                copy -> TokenKeyRecipient.restore(home, copy, RestoreAs.sessionKey()));
    }

    private void add(String name, CopyRecipient recipient, WayBack wayBack) {
        recipients.put(name, recipient);
        waysBack.put(name, wayBack);
    }

    private static Passphrase word(String text) {
        return Passphrase.copyOf(text.toCharArray());
    }

    @AfterEach
    void close() {
        keys.values().forEach(TransferableKey::close);
        home.close();
        away.close();
        hsm.close();
    }

    @Test
    void whatIsWrapped_opens_andCheckRefusesTheRest() throws Exception {
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (String from : keys.keySet()) {
            for (String to : recipients.keySet()) {
                outcomes.put(from + ", " + to, outcome(keys.get(from), to));
            }
        }

        assertThat(outcomes)
                .hasSize(18)
                .containsAllEntriesOf(
                        Map.of(
                                "a file, wrapping key", "WRAP_UNSUITABLE",
                                "the token, password", "NO_CLEAR_FORM",
                                "the token, shares of keys", "NO_CLEAR_FORM",
                                "the token, shares of passphrases", "NO_CLEAR_FORM",
                                "another token, password", "NO_CLEAR_FORM",
                                "another token, shares of keys", "NO_CLEAR_FORM",
                                "another token, shares of passphrases", "NO_CLEAR_FORM",
                                "another token, wrapping key", "WRAP_UNSUITABLE"));
        assertThat(outcomes.values()).filteredOn("opened"::equals).hasSize(10);
    }

    /** Its reason, the same for check and for wrap; or what came back. */
    private String outcome(TransferableKey key, String to) throws Exception {
        CopyRecipient recipient = recipients.get(to);
        CopyWrapper wrapper =
                CopyWrapper.to(List.of(recipient))
                        .allowingLessFor(key.description().fingerprint())
                        .allowingSameTokenOnly(true);
        try {
            wrapper.check(key);
        } catch (RefusedException refused) {
            assertThatThrownBy(() -> recipient.wrap(key))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(refused.reason()));
            return refused.reason().toString();
        }
        MasterCopy copy =
                MasterCopyStore.openOrCreate(folder.resolve("store" + copies++))
                        .create(wrapper.wrap(key, new Operator("a@b"), "test"));
        copy.requireExpected(key.description().fingerprint());
        try (TransferableKey restored = waysBack.get(to).open(copy)) {
            assertThat(restored.description()).isEqualTo(key.description());
        }
        return "opened";
    }

    /** Else its hint leads to a door that the next check closes. */
    @Test
    void recipientThatCannotBeGivenTheKey_isRefusedBeforeItsGuardsAreWeighed() {
        CopyWrapper wrapper = CopyWrapper.to(List.of(recipients.get("shares of keys")));

        assertThatThrownBy(() -> wrapper.check(keys.get("the token")))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_CLEAR_FORM));
    }
}
