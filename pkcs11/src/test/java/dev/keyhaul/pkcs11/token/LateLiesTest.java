package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.pkcs11.ControlRule;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Modules that lie late, or about the AES key, or about how they encode a key that stays in the
 * token alone: for each kind of key the blob at which they are refused.
 */
@ExtendWith(RepeatedKeks.class)
class LateLiesTest {
    private static final int BLOBS = 5;

    private final ShimModule shim = ShimModule.create();
    private final RsaAesWrappingKey kek = TestKeys.kek();
    private Token token;

    /** The lies, and the blob that must be refused; 0 for kinds that have no such thing. */
    enum Lie {
        /** The unwrap, and the throw-away keys that end with their session, are honest. */
        OTHER_IF_IT_STAYS("other-resident 0x210a", 1),
        /** And what it unwraps is right again: the proof of these bytes passes. */
        USELESS_IF_IT_STAYS("remember 0x210a", 1),
        OTHER_FROM_THE_THIRD("late-other 0x210a 0 4", 3),
        FLIPPED_FROM_THE_THIRD("late-flip 0x210a 0 4", 3),
        AES_KEY_OF_THE_REHEARSAL_SHIPS("aes-again 1 0 3", 1),
        AES_KEY_OF_THE_REHEARSAL_SHIPS_ONCE("aes-again 1 1 3", 1),
        SECOND_AES_KEY_OF_THE_REHEARSAL_SHIPS_ONCE("aes-again 2 1 3", 1),
        FIRST_AES_KEY_OF_THE_REHEARSAL_SHIPS_LATER("aes-again 1 0 7", 3),
        AES_KEY_REPEATS("aes-again 3 0 5", 2),
        AES_KEY_OF_ZEROS("weak-aes zeros", 1),
        AES_KEY_OF_HEX_DIGITS("weak-aes hex", 1),
        AES_KEY_OF_TEXT("weak-aes text", 1),
        AES_KEY_OF_TWO_EQUAL_HALVES("weak-aes halves", 1),
        AES_KEY_OF_STEPS("weak-aes steps", 1),
        AES_KEYS_THAT_SHARE_MOST_BYTES("weak-aes shared", 1),
        OAEP_FROM_THE_SECOND("other 0x9 0 2", 1),
        USELESS_OAEP_AFTER_THE_REHEARSAL("flip-first 0x9 0 3", 1),
        ONE_OAEP_PART_FOR_ALL("same-oaep 0x9", 2),
        BARE("bare 0x210a", 1),
        EXPLICIT("explicit 0x210a", 1);

        private static final Set<Lie> OF_PAIRS = Set.of(BARE, EXPLICIT);

        private final String rule;
        private final int refused;

        Lie(String rule, int refused) {
            this.rule = rule;
            this.refused = refused;
        }

        int refusedFor(TokenKeyType type) {
            boolean hasIt =
                    type == TokenKeyType.EC
                            || !OF_PAIRS.contains(this)
                            || (this == BARE && type == TokenKeyType.RSA);
            return hasIt ? refused : 0;
        }
    }

    /** The lies in one call: a rehearsal has three of them, and the first target has two more. */
    enum OneCallLie {
        USELESS_AFTER_THE_REHEARSAL("flip-last 0x1054 0 4", 1),
        USELESS_OAEP_AFTER_THE_REHEARSAL("flip-first 0x1054 0 4", 1),
        USELESS_AFTER_THE_FIRST_TARGET("flip-last 0x1054 0 8", 2),
        OTHER_AFTER_THE_FIRST_TARGET("other 0x1054 0 8", 2),
        AES_KEY_REPEATS("same-aes 0x1054 0 8", 3),
        ONE_BLOB_FOR_ALL("same-oaep 0x1054", 1),
        OTHER_FOR_KEYS_THAT_STAY("other-resident 0x1054", 1),
        USELESS_FOR_KEYS_THAT_STAY("remember 0x1054", 1),
        OPENS_AS_THE_LAST_TARGET("late-other 0x1054 0 1", 1);

        private final String rule;
        private final int refused;

        OneCallLie(String rule, int refused) {
            this.rule = rule;
            this.refused = refused;
        }
    }

    @BeforeEach
    void open() throws Exception {
        List<KeyRequest> keys = new ArrayList<>();
        for (TokenKeyType type : TokenKeyType.values()) {
            keys.add(KeyRequest.target(type.name()).ofType(type));
        }
        keys.add(KeyRequest.target("other"));
        keys.add(KeyRequest.target("other-ec").ofType(TokenKeyType.EC));
        keys.add(KeyRequest.target("other-aes").ofType(TokenKeyType.AES));
        keys.add(KeyRequest.wrapping("wrapping"));
        shim.hsm().addToken("HSM", keys.toArray(KeyRequest[]::new));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    @ParameterizedTest
    @EnumSource(TokenKeyType.class)
    void wrapUnder_everyLie_isRefusedAtItsFirstBlob(TokenKeyType type) throws Exception {
        List<String> missed = new ArrayList<>();
        for (Lie lie : Lie.values()) {
            String outcome = "not told";
            int refused = lie.refusedFor(type);
            if (refused > 0) {
                outcome = outcome(type, lie, kek);
                if (!outcome.startsWith("blob " + refused + " ")) {
                    missed.add(lie + ": " + outcome);
                }
            }
            System.out.printf("%-4s %-43s %s%n", type, lie, outcome);
        }
        assertThat(missed).isEmpty();
    }

    /**
     * The same in one call, whose bytes nothing proves: beside them, and before the first of them.
     */
    @ParameterizedTest
    @EnumSource(TokenKeyType.class)
    void oneCall_everyLie_isRefusedAtItsFirstBlob(TokenKeyType type) throws Exception {
        List<String> missed = new ArrayList<>();
        for (OneCallLie lie : OneCallLie.values()) {
            String outcome = outcome(type, "oneshot 0x1054", lie.rule);
            if (!outcome.startsWith("blob " + lie.refused + " ")) {
                missed.add(lie + ": " + outcome);
            }
            System.out.printf("%-4s %-43s %s%n", type, lie, outcome);
        }
        assertThat(missed).isEmpty();
    }

    @Test
    void oneCall_everySecondOutputUseless_isRefused() throws Exception {
        reopen("oneshot 0x1054", "useless 0x1054 0 6");
        token.wrapBy(WrapPolicy.of(StrategyRule.ONE_SHOT));
        TokenKey key = token.key(KeySelector.label("AES"));

        assertThatThrownBy(
                        () -> {
                            for (int blob = 0; blob < 40; blob++) {
                                key.wrapUnder(kek);
                            }
                        })
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("CKM_RSA_AES_KEY_WRAP worked in the rehearsal");
    }

    /**
     * The first or the second part of each blob. Which is the decoy's is random: 2^-40 is missed.
     */
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void everySecondOaepPartUseless_isRefused(int from) throws Exception {
        reopen("useless 0x9 0 " + from);
        TokenKey key = token.key(KeySelector.label("AES"));

        assertThatThrownBy(
                        () -> {
                            for (int blob = 0; blob < 40; blob++) {
                                key.wrapUnder(kek);
                            }
                        })
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("RSA-OAEP worked in the rehearsal");
    }

    /** Each worker of a batch has its own session. */
    @Test
    void aesKeyOfAnotherSession_isRefused() throws Exception {
        reopen("other-session 0x9");
        TokenKey key = token.key(KeySelector.label("AES"));
        List<Callable<WrappedKey>> blobs = Collections.nCopies(80, () -> key.wrapUnder(kek));
        ExecutorService jobs = Executors.newFixedThreadPool(8);
        try {
            assertThat(jobs.invokeAll(blobs))
                    .anySatisfy(
                            blob ->
                                    assertThatThrownBy(blob::get)
                                            .hasCauseInstanceOf(CheckFailedException.class)
                                            .hasMessageContaining("made before"));
        } finally {
            jobs.shutdown();
        }
    }

    /** A resident AES key wraps many keys on purpose; the other lies are refused there too. */
    @Test
    void wrapUnderAes_lateLies_areRefused() throws Exception {
        for (Lie lie :
                List.of(
                        Lie.OTHER_IF_IT_STAYS,
                        Lie.USELESS_IF_IT_STAYS,
                        Lie.OTHER_FROM_THE_THIRD,
                        Lie.FLIPPED_FROM_THE_THIRD,
                        Lie.BARE)) {
            reopen(lie.rule);
            WrappingKey aes = token.wrappingKey(KeySelector.label("wrapping"));
            assertThat(outcome(TokenKeyType.EC, lie, aes)).startsWith("blob " + lie.refused + " ");
        }
    }

    /** For a site whose HSM raises an alarm when an unwrap fails: each other blob says so. */
    @Test
    void controlsOfTheFirstBlobAlone_areToldAndLaterBlobsHaveNone() throws Exception {
        token.wrapBy(WrapPolicy.DEFAULT.controlling(ControlRule.FIRST));
        TokenKey key = token.key(KeySelector.label("RSA"));
        WrappingKey resident = token.wrappingKey(KeySelector.label("wrapping"));
        for (WrappingKey under : List.of(kek, resident)) {
            assertThat(key.wrapUnder(under).notes()).noneMatch(LateLiesTest::saysFirst);
            shim.obey("log -");
            shim.takeLog();

            WrappedKey later = key.wrapUnder(under);

            assertThat(later.notes()).anyMatch(LateLiesTest::saysFirst);
            assertThat(later.strategyReason()).endsWith("first blob only, as requested");
            assertThat(shim.takeLog()).filteredOn("C_UnwrapKey"::equals).hasSize(1);
            shim.obey();
        }
    }

    private static boolean saysFirst(String note) {
        return note.contains("was tested with the first blob only");
    }

    private String outcome(TokenKeyType type, Lie lie, WrappingKey under) throws Exception {
        if (under == kek) {
            reopen(lie.rule);
        }
        return outcome(type, under);
    }

    private String outcome(TokenKeyType type, String... oneCall) throws Exception {
        reopen(oneCall);
        token.wrapBy(WrapPolicy.of(StrategyRule.ONE_SHOT));
        return outcome(type, kek);
    }

    private String outcome(TokenKeyType type, WrappingKey under) throws Exception {
        for (int blob = 1; blob <= BLOBS; blob++) {
            try {
                token.key(KeySelector.label(type.name())).wrapUnder(under);
            } catch (CheckFailedException e) {
                return "blob " + blob + " refused: " + e.getMessage();
            } catch (KeyTransferException e) {
                return "blob " + blob + " failed: " + e.getMessage();
            }
        }
        return BLOBS + " blobs made";
    }

    /** What was seen of a token is kept until it is closed. */
    private void reopen(String... rules) throws Exception {
        token.close();
        shim.obey();
        token = shim.hsm().login("HSM");
        shim.obey(rules);
    }
}
