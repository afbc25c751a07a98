package dev.keyhaul.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.cli.rehearsal.SoftHsmHome;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenPin;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A login outlives nobody, in SoftHSM. */
class HeldLoginsTest {
    private static final String PIN = "4711-4711";

    @TempDir static Path home;

    private final List<String> asked = new ArrayList<>();
    private final List<String> introduced = new ArrayList<>();
    private final Ticking clock = new Ticking();
    private final HeldLogins logins = new HeldLogins(clock);
    private String typed = PIN;

    /** A clock that a test sets. */
    private static final class Ticking extends Clock {
        private Instant now = Instant.parse("2026-03-01T09:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** What a person types, or a file has. */
    private final class Typing implements SourceSecrets {
        private final boolean isGiven;

        Typing(boolean isGiven) {
            this.isGiven = isGiven;
        }

        @Override
        public Passphrase password(String of) {
            throw new AssertionError(of);
        }

        @Override
        public boolean isPasswordGiven() {
            return false;
        }

        @Override
        public Passphrase sharePassphrase(ShareHolder holder) {
            throw new AssertionError(holder);
        }

        @Override
        public Passphrase pin(String tokenLabel) {
            asked.add(tokenLabel);
            return Passphrase.moveFrom(typed.toCharArray());
        }

        @Override
        public boolean isPinGiven() {
            return isGiven;
        }
    }

    @BeforeAll
    static void makeTokens() throws Exception {
        SoftHsmHome.openOrCreate(home);
        try (Pkcs11Module module = load();
                Passphrase officer = Passphrase.moveFrom("officer".toCharArray());
                Passphrase pin = Passphrase.moveFrom(PIN.toCharArray())) {
            module.initialize("hsm", officer, pin);
            module.initialize("recovery", officer, pin);
        }
    }

    @AfterAll
    static void nothingIsLoaded() throws Exception {
        try (Pkcs11Module module = load()) {
            assertThat(module.isShared()).isFalse();
        }
    }

    private static Pkcs11Module load() throws Exception {
        return Pkcs11Module.load(SoftHsmHome.library());
    }

    private void act(String... labels) throws Exception {
        act(false, labels);
    }

    /** One command: it uses the tokens, and closes what it opened. */
    private void act(boolean isGiven, String... labels) throws Exception {
        List<TokenLease> open = new ArrayList<>();
        try (HeldLogins.Act act = logins.begin()) {
            for (String label : labels) {
                TokenPin pin =
                        new TokenPin(TokenUri.of(TokenSelector.label(label)), new Typing(isGiven));
                open.add(act.open(open, path -> load(path), pin, List.of(), told -> {}));
            }
            for (TokenLease lease : open) {
                assertThat(lease.token().keys()).isEmpty();
            }
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).close();
            }
        }
    }

    private static Pkcs11Module load(Path any) throws dev.keyhaul.core.KeyTransferException {
        return Pkcs11Module.load(SoftHsmHome.library());
    }

    @Test
    void operatorsLogin_lasts_andTheCustodiansEndsWithTheirAct() throws Exception {
        logins.forOneAct("recovery"::equals);
        logins.beforeAsking(introduced::add);
        act("recovery", "hsm");
        assertThat(asked).containsExactly("recovery", "hsm");
        act("hsm");
        act("hsm", "recovery");
        assertThat(asked).containsExactly("recovery", "hsm", "recovery");
        assertThat(introduced).isEqualTo(asked);

        logins.close();
        act("hsm");
        assertThat(asked).as("the handover, or stop").hasSize(4).endsWith("hsm");
        logins.close();
    }

    @Test
    void pinThatAnotherPersonChose_isRefused_untilItIsForgotten() throws Exception {
        logins.forOneAct("recovery"::equals);
        choose("hsm", PIN);
        choose("hsm-2", PIN);
        assertThatThrownBy(() -> choose("recovery", PIN))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the PIN of token 'recovery' is also that of token 'hsm");
        choose("recovery", "8642-8642");
        assertThatThrownBy(() -> choose("hsm", "8642-8642")).isInstanceOf(RefusedException.class);
        logins.close();
        choose("recovery", PIN);
        logins.close();
    }

    private void choose(String token, String pin) throws Exception {
        try (HeldLogins.Act act = logins.begin();
                Passphrase chosen = Passphrase.moveFrom(pin.toCharArray())) {
            act.chosen(token, chosen);
        }
    }

    @Test
    void login_endsAfterTenIdleMinutes_butNotWithinAnAct() throws Exception {
        act("hsm");
        clock.pass(HeldLogins.MOST_IDLE.minusSeconds(1));
        logins.endIdle();
        act("hsm");
        assertThat(asked).hasSize(1);
        try (HeldLogins.Act longOne = logins.begin()) {
            clock.pass(HeldLogins.MOST_IDLE.plusSeconds(1));
            logins.endIdle();
            assertThat(longOne).isNotNull();
        }
        act("hsm");
        assertThat(asked).as("a long act is not idle").hasSize(1);

        clock.pass(HeldLogins.MOST_IDLE);
        logins.endIdle();
        try (Pkcs11Module module = load()) {
            assertThat(module.isShared()).as("nobody is logged in while nobody is there").isFalse();
        }
        act("hsm");
        assertThat(asked).hasSize(2);
        clock.pass(HeldLogins.MOST_IDLE);
        act("hsm");
        assertThat(asked).as("also if nothing looked in between").hasSize(3);
        logins.close();
    }

    @Test
    void wrongPin_isNotHeld_andAnotherTokensLoginStays() throws Exception {
        act("hsm");
        typed = "0000-0000";
        assertThatThrownBy(() -> act("recovery")).isInstanceOf(WrongSecretException.class);
        typed = PIN;
        act("recovery", "hsm");
        assertThat(asked).containsExactly("hsm", "recovery", "recovery");
        logins.close();
    }

    @Test
    void pinOfAFile_isReadByEachCommand_andItsLoginEnds() throws Exception {
        act(true, "hsm", "recovery");
        act(true, "hsm");
        assertThat(asked).containsExactly("hsm", "recovery", "hsm");
    }
}
