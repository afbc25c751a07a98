package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.source.LeasedTokenKey;
import dev.keyhaul.pkcs11.source.TokenAccess;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many PKCS#11 functions are called, as the module itself counts them: an HSM in the network
 * takes 1 to 5 ms each. A call more wants a reason.
 */
@ExtendWith(RepeatedKeks.class)
class CallsTest {
    private static final String URI = "pkcs11:token=HSM;object=tenant?module-path=";

    private final RsaAesWrappingKey kek = TestKeys.kek();
    private final ShimModule shim = ShimModule.create();

    private final SourceSecrets secrets =
            new SourceSecrets() {
                @Override
                public Passphrase password(String of) {
                    throw new AssertionError("no password is needed");
                }

                @Override
                public Passphrase pin(String tokenLabel) {
                    return SoftHsm.pin();
                }
            };

    @BeforeEach
    void addToken() throws Exception {
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        // Sets the configuration that each copy of the module reads.
        shim.hsm().module();
    }

    @AfterEach
    void close() {
        shim.close();
    }

    /** One blob from beginning to end, with the rehearsal and the controls. */
    @ParameterizedTest
    @CsvSource({"AUTO, 77", "ONE_SHOT, 57"})
    void oneBlob_callsNoMoreThan(StrategyRule rule, int most) throws Exception {
        obey(rule);

        try (OpenedKey opened = open(SourceContext.of(secrets))) {
            wrap(opened, rule);
        }

        assertThat(count("one blob, " + rule)).isBetween(1, most);
    }

    /** The next blobs of a batch: each key is found, checked, wrapped and proven. */
    @ParameterizedTest
    @CsvSource({"AUTO, 20", "ONE_SHOT, 6"})
    void nextBlob_callsNoMoreThan(StrategyRule rule, int most) throws Exception {
        obey(rule);
        try (OpenedKey first = open(SourceContext.of(secrets))) {
            TokenLease token = ((LeasedTokenKey) first).token();
            SourceContext sharing =
                    SourceContext.of(secrets)
                            .sharing(TokenAccess.class, (uri, others) -> token.shared());
            // The first has its controls, and the second makes the KEK's object of the session.
            for (int i = 0; i < 2; i++) {
                try (OpenedKey key = open(sharing)) {
                    wrap(key, rule);
                }
            }
            shim.takeLog();
            for (int i = 0; i < 3; i++) {
                try (OpenedKey key = open(sharing)) {
                    wrap(key, rule);
                }
                assertThat(count("next blob, " + rule)).isBetween(1, most);
            }
        }
    }

    /** Only what the choice needs is asked of a mechanism, each of which is a call. */
    @Test
    void mechanismInfo_isAskedOfNoneOnSoftHsm() throws Exception {
        obey(StrategyRule.AUTO);

        try (OpenedKey opened = open(SourceContext.of(secrets))) {
            wrap(opened, StrategyRule.AUTO);
        }

        assertThat(shim.takeLog()).doesNotContain("C_GetMechanismInfo");
    }

    private OpenedKey open(SourceContext context) throws KeyTransferException {
        return KeySources.of(List.of(new TokenSource()))
                .parse(TypedSource.of(URI + shim.hsm().modulePath()))
                .open(context);
    }

    private void wrap(OpenedKey opened, StrategyRule rule) throws KeyTransferException {
        ((TokenKey) opened.key()).token().wrapBy(WrapPolicy.of(rule));
        opened.key().wrapUnder(kek);
    }

    private void obey(StrategyRule rule) {
        shim.obey(
                Stream.of("log -", rule == StrategyRule.ONE_SHOT ? "oneshot 0x1054" : "").toList());
        shim.takeLog();
    }

    private int count(String what) {
        List<String> log = shim.takeLog();
        Map<String, Integer> functions = new TreeMap<>();
        log.forEach(function -> functions.merge(function, 1, Integer::sum));
        System.out.println(what + ": " + log.size() + " calls " + functions);
        return log.size();
    }
}
