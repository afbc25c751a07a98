package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan is checked whole, before a key is made: what would fail later is in no plan. */
class PlannedCopiesTest {
    private static PlannedCopies in(String store, Optional<String> replica) {
        return new PlannedCopies(
                2,
                new PlannedPlace(store),
                replica.map(PlannedPlace::new),
                Plans.source("pkcs11:token=recovery;object=recovery"),
                true,
                /* isOpen= */ false);
    }

    private static PlannedCopies to(String recipient) throws KeyTransferException {
        return new PlannedCopies(
                1,
                new PlannedPlace("place.drive-a"),
                Optional.empty(),
                PlannedSource.recipient(recipient),
                false,
                /* isOpen= */ false);
    }

    /** Returns what a plan's file says, with one thing changed. */
    private static void requireRefused(String what, String by, String why) {
        String good = new String(Plans.open().toFile(), StandardCharsets.UTF_8);
        String bad = good.replace(what, by);
        assertThat(bad).isNotEqualTo(good);
        assertThatThrownBy(() -> PlanFormat.parse(bad.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(why);
    }

    @Test
    void store_isNeverCarriedWithThePlan() {
        for (String folder : new String[] {"copies", "copies/a", "placed"}) {
            assertThatThrownBy(() -> in(folder, Optional.empty()))
                    .hasMessageContaining("a folder that is carried with the plan");
            assertThatThrownBy(() -> in("place.drive-a", Optional.of(folder)))
                    .hasMessageContaining("a folder that is carried with the plan");
        }
        requireRefused("place.drive-a", "copies", "a folder that is carried with the plan");
    }

    @Test
    void replica_isInAnotherPlace() {
        assertThatThrownBy(() -> in("place.drive-a", Optional.of("place.drive-a/other")))
                .hasMessageContaining("the replica cannot be in the place of the store");
        assertThat(in("place.drive-a", Optional.of("place.drive-b")).places()).hasSize(2);
        assertThat(in("place.drive-a", Optional.empty()).places()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "\"name\": \"tenant\", \"name\": \"tenant_key\"",
        "\"name\": \"tenant\", \"name\": \"kek\"",
        "\"kek\": \"kek\", \"kek\": \"k k\""
    })
    void names_areAsTheServiceHasThem(String good, String bad) {
        String text = new String(Plans.open().toFile(), StandardCharsets.UTF_8);
        String other = text.replace(good, bad);
        assertThat(other).isNotEqualTo(text);
        assertThatThrownBy(() -> PlanFormat.parse(other.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedInputException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"shares:1/3", "shares:4/3", "shares:2/101", "pfx:place.a", "aes:place.a"})
    void recipient_isOneThatCopiesCanBeMadeFor(String to) {
        assertThatThrownBy(() -> to(to))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .containsAnyOf("of shares:M/N, M is 2 or more", "cannot be made for");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shares:2/3",
                "shares:100/100",
                "password",
                "rsa:place.cert",
                "pkcs11:token=recovery;object=recovery"
            })
    void recipient_isTaken(String to) {
        assertThatCode(() -> to(to)).doesNotThrowAnyException();
    }

    @Test
    void keyInAToken_isCopiedForAKeyPair_notForPeople() throws KeyTransferException {
        for (String people : new String[] {"password", "shares:2/3"}) {
            requireRefused(
                    "\"pkcs11:token=recovery;object=recovery\",\n    \"new_recipient\": true",
                    '"' + people + "\",\n    \"new_recipient\": false",
                    "a key in a token can be copied only for a key pair or a certificate");
        }
    }

    @Test
    void keyInAFile_doesNotBecomeUnextractable() {
        requireRefused(
                "\"source\": \"pkcs11:token=hsm;object=tenant\",\n    \"type\": \"rsa\",\n    \"size\": \"2048\",\n    \"new\": true",
                "\"source\": \"pem:place.key\",\n    \"type\": \"rsa\",\n    \"size\": \"2048\",\n    \"new\": false",
                "only a key in a token becomes unextractable");
    }

    /** Its host names it: another label of the same token, and nothing else. */
    @Test
    void newKey_canGetAnotherLabel_inTheSameTokenAlone() throws KeyTransferException {
        PlannedKey key = Plans.open().key();
        assertThat(key.becomes(key.labelled("tenant-2"))).isTrue();
        assertThat(key.labelled("tenant-2").source().text())
                .isEqualTo("pkcs11:token=hsm;object=tenant-2");
        assertThat(key.becomes(key.labelled("tenant-x"))).isFalse();
        assertThat(key.becomes(key.labelled("other-2"))).isFalse();
        PlannedKey elsewhere =
                new PlannedKey(
                        Plans.source("pkcs11:token=other;object=tenant-2"),
                        key.type(),
                        key.size(),
                        true,
                        Optional.empty());
        assertThat(key.becomes(elsewhere)).isFalse();
        PlannedKey existing =
                new PlannedKey(key.source(), key.type(), key.size(), false, Optional.empty());
        assertThat(existing.becomes(existing.labelled("tenant-2"))).isFalse();
    }
}
