package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Modules that lie about EC and AES keys: each lie is caught as that about an RSA key is. */
@ExtendWith(RepeatedKeks.class)
@Tag("long")
@SuppressWarnings("NullAway.Init") // each test calls open
class ShimKindsTest {
    private static final List<String> BAD_BYTES =
            List.of("flip-first", "flip-last", "truncate", "extend", "zeros", "empty", "other");

    /** The fingerprint of the key wrap takes one call, the rehearsal three. */
    private static final String FROM_THE_FIRST_TARGET = " 5";

    @TempDir Path directory;
    private final ShimModule shim = ShimModule.create();
    private final KeyPair kek = TestKeys.rsa(2048);
    private final List<String> missed = new ArrayList<>();
    private Token token;
    private TokenKey target;
    private long other;

    private void open(TestKind kind) throws Exception {
        shim.hsm().addToken("HSM", kind.request("tenant"), kind.request("other"));
        login();
    }

    private void login() throws Exception {
        token = shim.hsm().login("HSM");
        target = token.key(KeySelector.label("tenant"));
        other = token.find(KeySelector.label("other")).found().handle();
    }

    private void reopen(String... rules) throws Exception {
        token.close();
        shim.obey();
        login();
        shim.obey(Stream.of(rules).flatMap(String::lines).toList());
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    /** The token was honest when it was tried. */
    @ParameterizedTest
    @EnumSource(TestKind.class)
    void wrapUnder_everyLieOfTheTargetsBytesLater_isCaught(TestKind kind) throws Exception {
        open(kind);
        for (String lie : BAD_BYTES) {
            reopen();
            assertThat(holdsTarget(wrap())).isTrue();
            shim.obey(lie + " 0x210a" + ofOther(lie));
            attempt("later: " + lie);
        }
        report(kind, BAD_BYTES.size());
    }

    private String ofOther(String lie) {
        return lie.equals("other") ? " 0x" + Long.toHexString(other) : " 0";
    }

    /** Its unwrap hides what its wrap does: the controls catch it. */
    @ParameterizedTest
    @EnumSource(TestKind.class)
    void wrapUnder_everyLieThatItsUnwrapHides_isRefused(TestKind kind) throws Exception {
        open(kind);
        int tried = 0;
        for (String hiding : List.of("unwrap-copy", "unwrap-other")) {
            for (String bad : BAD_BYTES) {
                reopen();
                String copied = " 0x210a 0x" + Long.toHexString(target.info().found().handle());
                shim.obey(hiding + copied, bad + " 0x210a" + ofOther(bad) + FROM_THE_FIRST_TARGET);
                attempt(hiding + ", " + bad);
                tried++;
            }
        }
        report(kind, tried);
    }

    /** An encoding of its own, which it opens itself: the rehearsal, which Java opens, shows it. */
    @ParameterizedTest
    @EnumSource(TestKind.class)
    void wrapUnder_anEncodingOfItsOwn_isCaughtByTheRehearsal(TestKind kind) throws Exception {
        open(kind);
        for (String rule : List.of("", "oneshot 0x1054")) {
            reopen("scramble 0x210a", rule);
            attempt("scramble " + rule);
        }
        report(kind, 2);
    }

    @ParameterizedTest
    @EnumSource(TestKind.class)
    void wrapUnder_oneCall_opensWithOpenSslAndItsLiesAreRefused(TestKind kind) throws Exception {
        open(kind);
        reopen("oneshot 0x1054");
        token.wrapBy(WrapPolicy.of(StrategyRule.ONE_SHOT));
        WrappedKey wrapped = wrap();
        assertThat(wrapped.proof()).isEqualTo(WrapProof.STAND_IN);
        byte[] opened =
                new OpenSsl(directory)
                        .unwrap(kek.getPrivate().getEncoded(), 2048, wrapped.ciphertext(), "sha1");
        assertThat(TestKind.describe(opened)).isEqualTo(target.description());
        for (String lie : BAD_BYTES) {
            reopen("oneshot 0x1054");
            shim.obey("oneshot 0x1054", lie + " 0x1054" + ofOther(lie));
            token.wrapBy(WrapPolicy.of(StrategyRule.ONE_SHOT));
            attempt("one call: " + lie);
        }
        report(kind, BAD_BYTES.size());
    }

    /** What it unwraps for an import or a restore is proven: another key of its kind is refused. */
    @ParameterizedTest
    @EnumSource(TestKind.class)
    void importKey_tokenUnwrapsAnotherKey_isRefusedAndLeavesNothing(TestKind kind)
            throws Exception {
        open(kind);
        byte[] clear = kind.clear();
        int objects = TestKeys.objects(token);
        for (String lie : List.of("unwrap-copy", "unwrap-other")) {
            reopen(lie + " 0x210a 0x" + Long.toHexString(other));
            try (SoftwareKey software = TestKind.software(clear);
                    TokenKey imported = token.importKey(software, RestoreAs.tokenKey("new"))) {
                missed.add(lie + ": " + imported.info());
            } catch (KeyTransferException e) {
                shim.obey();
                assertThat(TestKeys.objects(token)).as(lie).isEqualTo(objects);
            }
        }
        report(kind, 2);
    }

    private WrappedKey wrap() throws KeyTransferException {
        return target.wrapUnder(TestKeys.kek(kek));
    }

    private void attempt(String trial) throws Exception {
        int objects = TestKeys.objects(token);
        try {
            WrappedKey wrapped = wrap();
            if (!holdsTarget(wrapped)) {
                missed.add(trial);
            }
        } catch (CheckFailedException e) {
            if (e.hint().isEmpty()) {
                missed.add(trial + ": no hint: " + e);
            }
        } catch (KeyTransferException e) {
            // A key that stays in the token, or may leave it, looks like a loose template.
            if (!trial.contains("unwrap-")) {
                missed.add(trial + ": " + e);
            }
        }
        shim.obey();
        assertThat(TestKeys.objects(token)).as(trial).isEqualTo(objects);
    }

    private boolean holdsTarget(WrappedKey wrapped) throws Exception {
        try (SecretBytes opened =
                RsaAesKeyWrap.unwrap(
                        wrapped.ciphertext(),
                        (RSAPrivateKey) kek.getPrivate(),
                        OaepHash.SHA1,
                        new SecureRandom())) {
            return opened.<KeyDescription, Exception>withRawSecretBytes(TestKind::describe)
                    .equals(target.description());
        } catch (CheckFailedException e) {
            return false;
        }
    }

    private void report(TestKind kind, int tried) {
        System.out.println(kind + ": " + tried + " lies tried, " + missed.size() + " missed");
        assertThat(missed).isEmpty();
    }
}
