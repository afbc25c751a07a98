package dev.keyhaul.backup.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.CountedCalls;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The calls that a key needs to get into a token and out of its copy, each with its reason: on a
 * network HSM a call takes milliseconds. Add a call only on purpose, and drop no read-back.
 *
 * <p>SoftHSM lists one AES key wrap and no one-shot, so that nothing is to be tried. The source's
 * own calls, for a key that is in a token too, are those of a wrap.
 */
class NeededCallsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T07:00:00Z");

    /** Two slots: the token's, and SoftHSM's free one. */
    private static final String OPENED =
            """
            getSlotList 2: which slots have tokens; in which to look for copies
            getSlotInfo 1: of the one token that is selected
            getTokenInfo 3: one a slot, to find the token; one right before it gets the PIN
            openSession 3: one that keeps the login, one that works; the free slot refuses one
            login 1
            findObjects 3: what an earlier run may have left behind; all that stays, before and after
            getMechanismList 1: which wraps there are
            closeSession 2
            """;

    /** An AES key and a target, unwrapped, proven and gone. */
    private static final String PROVEN_FOR_A_SESSION =
            """
            unwrapKey 2: the AES key, and the target under it
            getAttributeValue 2: what the token made of both templates, and which key it is
            sign 1: it is that key
            destroyObject 2
            """;

    /** Whether the key can be had though its attributes forbid it. */
    private static final String GUARDED =
            """
            tellsLength 1: those of its private values are not told
            generateKey 1: an AES key that would wrap it
            createObject 1: a KEK that nobody can open, which would as well
            getAttributeValue 2: what the token made of both templates
            wrapKey 5: each listed way is refused; both keys go with the session
            getMechanismInfo 1: whether one that showed nothing wraps at all
            """;

    /** Once more, as an object that stays; the AES key of before serves. */
    private static final String PROVEN_TO_STAY =
            """
            findObjects 2: the label and the id are free
            unwrapKey 1
            createObject 1: the public half
            closeSession 1: the one of its making
            openSession 1: one that sees what the token kept
            findObjects 2: both halves
            getAttributeValue 3: the private key, the public one, and what the token made of its template
            sign 1
            setAttributeValue 2: it becomes neither extractable nor readable
            copyObject 2: nor does a copy of it
            getAttributeValue 2: both halves came since the login, as was asked
            findObjects 1: the key is alone under its label and id
            """;

    private static final String RECIPIENT =
            """
            findObjects 1: the recipient
            getAttributeValue 1: which key it is, and what it may do
            """;

    private final CountedCalls calls = new CountedCalls();
    private final SoftHsm hsm = SoftHsm.create(calls);
    @TempDir private Path folder = Path.of("");

    @BeforeEach
    void makeToken() throws Exception {
        hsm.addToken("HSM", KeyRequest.recovery("r"));
        hsm.module();
        calls.take();
    }

    @AfterEach
    void close() {
        hsm.close();
    }

    @Test
    void keyImport() throws Exception {
        try (Token token = opened();
                TokenKey imported = token.importKey(key(), RestoreAs.tokenKey("imported"))) {
            assertThat(imported.info().label()).isEqualTo("imported");
        }
        requireCalls(
                OPENED,
                """
                findObjects 1: the label is free, before a pair is made, which takes long
                generateKeyPair 1: what the key is wrapped under
                getAttributeValue 1: what the token made of its template, and its public half
                destroyObject 2
                """,
                PROVEN_FOR_A_SESSION,
                PROVEN_TO_STAY,
                GUARDED);
    }

    @Test
    void backupCreate_testsTheCopyWhereItIsRestored() throws Exception {
        try (Token token = opened()) {
            copy(token);
        }
        requireCalls(
                OPENED,
                RECIPIENT,
                PROVEN_FOR_A_SESSION,
                GUARDED,
                // The copy's own test; its recipient was named without a class.
                """
                findObjects 1: no secret key has that name
                tellsLength 1: the pair binds what it unwraps
                """);
    }

    @Test
    void backupDrill() throws Exception {
        MasterCopy copy;
        try (Token token = opened()) {
            copy = copy(token);
        }
        calls.take();
        try (Token token = opened()) {
            RestoreProof proof =
                    TokenKeyRecipient.drill(token, copy, copy.manifest().fingerprint(), NOW);
            assertThat(proof.nonce()).isNotEmpty();
        }
        requireCalls(
                OPENED,
                RECIPIENT,
                PROVEN_FOR_A_SESSION,
                GUARDED,
                """
                sessionState 1: nobody has ended the login while the recipient was looked for
                decrypt 1: it works as a tenant key does
                sign 1: the proof for the journal
                """);
    }

    @Test
    void backupRestore() throws Exception {
        MasterCopy copy;
        try (Token token = opened()) {
            copy = copy(token);
        }
        calls.take();
        try (Token token = opened();
                TokenKey restored =
                        TokenKeyRecipient.restore(token, copy, RestoreAs.tokenKey("restored"))) {
            RestoreProof.make(copy, restored::sign, NOW, new SecureRandom());
        }
        requireCalls(
                OPENED,
                RECIPIENT,
                PROVEN_FOR_A_SESSION,
                PROVEN_TO_STAY,
                GUARDED,
                """
                sessionState 1: nobody has ended the login while the recipient was looked for
                closeSession 1: the one in which the wrap was refused
                openSession 1
                sign 1: the proof for the journal
                """);
    }

    private Token opened() throws Exception {
        Pkcs11Module module = hsm.module();
        try (Passphrase pin = SoftHsm.pin()) {
            return module.login(module.find(TokenSelector.label("HSM")), pin);
        }
    }

    private MasterCopy copy(Token token) throws Exception {
        try (SoftwareKey key = key()) {
            TokenKeyRecipient recipient = TokenKeyRecipient.find(token, KeySelector.label("r"));
            return MasterCopyStore.openOrCreate(folder.resolve("store"))
                    .create(
                            CopyWrapper.to(List.of(recipient))
                                    .wrap(key, new Operator("a@b"), "test", untested -> {}));
        }
    }

    private static SoftwareKey key() throws Exception {
        return SoftwareKey.fromPkcs8(
                GeneratedKeys.rsaPrivate(2048).getEncoded(),
                GeneratedKeys.ORIGIN,
                GeneratedKeys.RANDOM);
    }

    private void requireCalls(String... needed) {
        Map<String, Integer> sum = new TreeMap<>();
        for (String part : needed) {
            part.lines()
                    .map(line -> line.split("[ :]"))
                    .forEach(
                            words -> sum.merge(words[0], Integer.parseInt(words[1]), Integer::sum));
        }
        Map<String, Integer> made = calls.take();
        made.remove("shared");
        System.out.println(
                "calls: " + made.values().stream().mapToInt(Integer::intValue).sum() + " " + made);
        assertThat(made).isEqualTo(sum);
    }
}
