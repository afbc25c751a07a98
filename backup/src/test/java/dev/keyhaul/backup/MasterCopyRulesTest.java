package dev.keyhaul.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyOrigin.Protection;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MasterCopyRulesTest {
    private static final KeyPair[] PAIRS = {CopyFixture.RECOVERY_PAIR, CopyFixture.SECOND_PAIR};
    private static final KeyOrigin IN_HSM = CopyFixture.origin(Map.of());

    @Test
    void survival_dependsOnTheTokensOfTheRecipients() {
        Recipient.TokenIdentity hsm = CopyFixture.HSM;
        Recipient.TokenIdentity relabelled =
                new Recipient.TokenIdentity("new", hsm.manufacturer(), hsm.model(), "0001");
        Recipient.TokenIdentity otherMaker =
                new Recipient.TokenIdentity("HSM 1", "Other", "Model", "0001");
        Recipient.TokenIdentity recovery = CopyFixture.RECOVERY_HSM;
        assertThat(survival(IN_HSM, hsm)).isEqualTo(new Survival(false, false, false));
        assertThat(survival(IN_HSM, relabelled)).isEqualTo(new Survival(false, false, false));
        assertThat(survival(IN_HSM, hsm, relabelled)).isEqualTo(new Survival(false, false, false));
        assertThat(survival(IN_HSM, otherMaker)).isEqualTo(new Survival(true, false, false));
        assertThat(survival(IN_HSM, recovery)).isEqualTo(new Survival(true, false, false));
        assertThat(survival(IN_HSM, recovery, recovery))
                .isEqualTo(new Survival(true, false, false));
        assertThat(survival(IN_HSM, hsm, recovery)).isEqualTo(new Survival(true, true, true));
        assertThat(survival(IN_HSM, recovery, CopyFixture.THIRD_HSM))
                .isEqualTo(new Survival(true, true, true));
    }

    @Test
    void survival_ofAKeyFromNoToken_doesNotDependOnOne() {
        KeyOrigin file = KeyOrigin.software("key.pfx");
        Survival survival = survival(file, CopyFixture.HSM);
        assertThat(survival).isEqualTo(new Survival(true, false, false));
        assertThat(survival.sentences(file))
                .containsExactly(
                        "is of a key that did not come from a token",
                        "does not survive the loss of any one recipient",
                        "does not survive the loss of any one person, if each recipient"
                                + " belongs to a different person");
        assertThat(survival.sentences(IN_HSM))
                .contains("survives the loss of the token that the key came from");
    }

    @Test
    void survival_ofATokenWithoutSerial_isNotAssumed() {
        KeyOrigin unknown =
                new KeyOrigin(Protection.SOFTWARE_TOKEN, "token", "maker", Map.of("serial", " "));
        assertThat(survival(unknown, CopyFixture.RECOVERY_HSM))
                .isEqualTo(new Survival(false, false, false));
    }

    private static Survival survival(KeyOrigin origin, Recipient.TokenIdentity... homes) {
        List<RecipientCopy> copies = new ArrayList<>();
        for (int i = 0; i < homes.length; i++) {
            copies.add(CopyFixture.copy(CopyFixture.TENANT_KEY, origin, PAIRS[i], homes[i]));
        }
        return CopyFixture.request(copies.toArray(RecipientCopy[]::new)).survival();
    }

    @Test
    void setThatIsLostWithTheOriginToken_isRefusedUnlessAsked() {
        List<RecipientCopy> copies =
                List.of(CopyFixture.copy(CopyFixture.RECOVERY_PAIR, CopyFixture.HSM));
        assertThatThrownBy(() -> new MasterCopyRequest(copies, "a@b", "t", false).requireAllowed())
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.SAME_TOKEN_ONLY))
                .hasMessage(
                        "the copy would be lost together with the key's own token: HSM 1,"
                                + " tenant-key");
        assertThatCode(() -> new MasterCopyRequest(copies, "a@b", "t", true).requireAllowed())
                .doesNotThrowAnyException();
    }

    @Test
    void sameRecipientTwice_isRefused() {
        RecipientCopy copy = CopyFixture.copy(CopyFixture.RECOVERY_PAIR, CopyFixture.RECOVERY_HSM);
        assertThatThrownBy(() -> CopyFixture.request(copy, copy).requireAllowed())
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "the same recipient is given twice: recovery pair recovery in token Recovery HSM");
    }

    @Test
    void copiesOfTwoKeys_areNoRequest() {
        RecipientCopy one = CopyFixture.copy(CopyFixture.RECOVERY_PAIR, CopyFixture.RECOVERY_HSM);
        RecipientCopy other =
                CopyFixture.copy(
                        CopyFixture.RECOVERY_PAIR,
                        IN_HSM,
                        CopyFixture.SECOND_PAIR,
                        CopyFixture.THIRD_HSM);
        assertThatThrownBy(() -> CopyFixture.request(one, other))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void blobForAnotherRecipient_isNoCopyForThisOne() {
        RecipientCopy one = CopyFixture.copy(CopyFixture.RECOVERY_PAIR, CopyFixture.RECOVERY_HSM);
        RecipientCopy other = CopyFixture.copy(CopyFixture.SECOND_PAIR, CopyFixture.THIRD_HSM);
        assertThatThrownBy(() -> new RecipientCopy(one.recipient(), other.wrapped()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void restoredKey_isExtractableOnlyWhenAskedAndRecorded() throws Exception {
        KeyOrigin extractable = CopyFixture.origin(Map.of(KeyOrigin.EXTRACTABLE, "true"));
        KeyOrigin sealed = CopyFixture.origin(Map.of(KeyOrigin.EXTRACTABLE, "false"));
        KeyOrigin file = KeyOrigin.software("key.pfx");
        for (KeyOrigin origin : List.of(extractable, sealed, IN_HSM, file)) {
            assertThat(RestoreRules.of(origin, false).extractable()).isFalse();
        }
        assertThat(RestoreRules.of(extractable, true).extractable()).isTrue();
        assertThat(RestoreRules.of(file, true).extractable()).isTrue();
        for (KeyOrigin origin : List.of(sealed, IN_HSM)) {
            assertThatThrownBy(() -> RestoreRules.of(origin, true))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void attributesThatCannotComeBack_areNamed() {
        KeyOrigin origin =
                CopyFixture.origin(
                        Map.of(
                                KeyOrigin.LOCAL, "true",
                                KeyOrigin.ALWAYS_SENSITIVE, "true",
                                KeyOrigin.NEVER_EXTRACTABLE, "false"));
        assertThat(RestoreRules.lostAttributes(origin))
                .containsExactly("CKA_LOCAL", "CKA_ALWAYS_SENSITIVE");
    }
}
