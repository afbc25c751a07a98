package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.LeftBehind;
import dev.keyhaul.pkcs11.session.Session;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that another check stands before, or behind, for most tokens: each row is the token that
 * this check alone refuses. What is asked for here is the check's own words.
 */
@ExtendWith(RepeatedKeks.class)
class EachCheckTest {
    private static final Set<Long> OF_ONE_KEY =
            Set.of(Cka.TOKEN, Cka.LABEL, Cka.ID, Cka.EXTRACTABLE);
    private static final String NO_COPIES = "fail C_CopyObject 0x54 0";
    private static final String ONE_CALL = "oneshot 0x1054";
    private static final String NO_OWN_PAIR = "no-unwrap 0x1054 0x70 0";

    private final ObservedBackend backend = new ObservedBackend();
    private final ShimModule shim = ShimModule.create(backend);
    private final RsaAesWrappingKey kek = TestKeys.kek();
    private Token token;

    /** What is asked of the token, with its lies. */
    private interface Act {
        void on(EachCheckTest test) throws Exception;
    }

    /** A check, and a token that it alone refuses. */
    private record Row(String check, Act act, String refusal, String... rules) {
        @Override
        public String toString() {
            return check;
        }
    }

    @BeforeEach
    void open() throws Exception {
        shim.hsm()
                .addToken(
                        "HSM",
                        KeyRequest.target("RSA"),
                        KeyRequest.target("EC").ofType(TokenKeyType.EC),
                        KeyRequest.target("AES").ofType(TokenKeyType.AES),
                        KeyRequest.target("other"),
                        KeyRequest.target("other-ec").ofType(TokenKeyType.EC),
                        KeyRequest.target("other-aes").ofType(TokenKeyType.AES),
                        KeyRequest.recovery("recovery"),
                        KeyRequest.wrapping("wrapping"));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        backend.tellTheTruth();
        shim.obey();
        token.close();
        shim.close();
    }

    static Stream<Row> wraps() {
        String another = "the token wraps a key other than the one it was given";
        String asControl = "encoded as a throw-away key was";
        String notMultiple = "the token's AES-KWP output has ";
        return Stream.of(
                new Row("rehearsal, first wrap", t -> t.wrapsAnother(1, ""), another),
                new Row("rehearsal, second wrap", t -> t.wrapsAnother(2, ""), another),
                new Row("one call, first", t -> t.wrapsAnother(1, "-"), another, ONE_CALL),
                new Row("one call, second", t -> t.wrapsAnother(2, "-"), another, ONE_CALL),
                new Row("one call, third", t -> t.wrapsAnother(3, "-"), another, ONE_CALL),
                new Row(
                        "rehearsal under a resident key",
                        t -> t.wrap("EC", t.wrappingKey()),
                        "in its own encoding",
                        NO_COPIES,
                        "scramble 0x210a"),
                new Row(
                        "throw-away AES key of another length",
                        EachCheckTest::wrapsAesOf40Bytes,
                        another,
                        ONE_CALL),
                new Row(
                        "copy that stays is the one",
                        EachCheckTest::namesTheTargetAsCopy,
                        "named an object that it was not asked to make"),
                new Row(
                        "length as encoded",
                        t -> t.wrap("EC", t.kek),
                        asControl,
                        NO_COPIES,
                        "bare 0x210a"),
                new Row(
                        "one call, length as encoded",
                        t -> t.wrapsMore("EC", 8, "-"),
                        asControl,
                        ONE_CALL,
                        NO_OWN_PAIR),
                new Row("length of KWP", t -> t.wrapsMore("RSA", 1, ""), notMultiple),
                new Row(
                        "one call, length of KWP",
                        t -> t.wrapsMore("RSA", 1, "-"),
                        notMultiple,
                        ONE_CALL,
                        NO_OWN_PAIR),
                new Row(
                        "one call, OAEP part again",
                        EachCheckTest::givesTheFirstBlobAgain,
                        "two blobs the same RSA-OAEP part",
                        ONE_CALL),
                new Row(
                        "what is unwrapped stays secret",
                        t -> t.wrapHonestlyThen("unwrap-loose 0x210a"),
                        "CKA_EXTRACTABLE true where false"),
                new Row(
                        "AES key of 32 bytes",
                        EachCheckTest::makesOneShortAesKey,
                        "of 16 bytes, not of the requested 32"),
                new Row(
                        "OAEP alone, random numbers",
                        t -> t.wrap("AES", t.oaep()),
                        "of little entropy",
                        "weak-aes hex"),
                new Row(
                        "OAEP alone, length",
                        EachCheckTest::cutsTheTarget,
                        "the token's RSA-OAEP output has "));
    }

    static Stream<Row> restores() {
        String notExpected = "the restored key is not the expected one";
        return Stream.of(
                new Row(
                        "restore, proof, RSA",
                        t -> t.restoreUnwrapping("RSA", "other"),
                        notExpected),
                new Row(
                        "restore, proof, EC",
                        t -> t.restoreUnwrapping("EC", "other-ec"),
                        notExpected),
                new Row(
                        "restore, proof, AES",
                        t -> t.restoreUnwrapping("AES", "other-aes"),
                        notExpected),
                new Row(
                        "restore, guard of a session key",
                        t -> t.restore("RSA", "unwrap-as 0x210a 6"),
                        "does not refuse to show the private value"),
                new Row(
                        "restore, object is the one",
                        EachCheckTest::namesAnOlderCopy,
                        "an object other than the one that it was asked to make"),
                new Row(
                        "import, proof of what stays, EC",
                        t -> t.keepsAnother(TestKind.P256, "other-ec"),
                        notExpected,
                        "flag 0x163 0",
                        "flag 0x165 0"),
                new Row(
                        "import, proof of what stays, AES",
                        t -> t.keepsAnother(TestKind.AES256, "other-aes"),
                        notExpected,
                        "flag 0x163 0",
                        "flag 0x165 0"),
                new Row(
                        "import, attributes of the pair",
                        EachCheckTest::importsByASigningPair,
                        "CKA_SIGN true where false"),
                new Row(
                        "import, length of the pair",
                        t -> t.importKey(TestKind.P256),
                        "2048 bits instead of the requested 3072",
                        "other-bits - 800"));
    }

    @ParameterizedTest
    @MethodSource({"wraps", "restores"})
    void tokenThatOneCheckAloneRefuses_isRefused(Row row) throws Exception {
        List<String> before = labels();
        shim.obey(row.rules());

        assertThatThrownBy(() -> row.act().on(this))
                .isInstanceOf(KeyTransferException.class)
                .hasMessageContaining(row.refusal());

        backend.tellTheTruth();
        shim.obey();
        assertThat(labels()).containsExactlyInAnyOrderElementsOf(before);
    }

    /** Of two blobs under one AES key, the earlier is void as well. */
    @Test
    void aesKeyThatRepeats_namesTheBlobBefore() throws Exception {
        shim.obey("aes-again 3 0 5");
        byte[] first = key("AES").wrapUnder(kek).ciphertext();

        assertThatThrownBy(() -> wrap("AES", kek))
                .isInstanceOfSatisfying(
                        CheckFailedException.class,
                        e -> assertThat(e.voided()).contains(Sha256.hex(first)));
    }

    /** It knows an order of the proofs; that it is right for 40 blobs is once in 2^40 times. */
    @Test
    void tokenThatCountsUnwraps_isRefused() throws Exception {
        wrap("EC", kek);
        long target = handle("EC");
        AtomicInteger unwraps = new AtomicInteger();
        backend.lieOf("wrapKey", (module, asked) -> flippedIf(target, module, asked));
        backend.lieOf(
                "unwrapKey",
                (module, asked) -> {
                    if (unwraps.incrementAndGet() % 2 == 0) {
                        throw new CkrException("C_UnwrapKey", Ckr.ENCRYPTED_DATA_INVALID);
                    }
                    return copy(module, asked, target);
                });

        assertThatThrownBy(
                        () -> {
                            for (int blob = 0; blob < 40; blob++) {
                                unwraps.set(0);
                                wrap("EC", kek);
                            }
                        })
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("unwrap");
    }

    /** Somebody else may put a public key there, or a certificate, while a login lasts. */
    @Test
    void publicObjectThatCameMeanwhile_isNoCopy() throws Exception {
        RSAPublicKey half = key("RSA").description().requireRsa();
        wrap("RSA", kek);
        try (Session session = token.borrow()) {
            session.create(
                    Templates.restoredPublic(half)
                            .plus(Templates.named("a user's"))
                            .yes(Cka.TOKEN));
        }

        token.requireNoCopies();
    }

    /** What it wraps for the blob, whoever has the PIN could unwrap with it. */
    @Test
    void throwAwayKeyThatStays_isAnErrorAtTheEnd() throws Exception {
        backend.lieOf(
                "generateKey",
                (module, asked) -> {
                    Template template = (Template) asked[2];
                    generate(module, asked, changed(template, Cka.TOKEN).yes(Cka.TOKEN));
                    return generate(module, asked, template);
                });
        wrap("AES", kek);
        backend.tellTheTruth();

        assertThatThrownBy(token::requireNoCopies).hasMessageContaining(LeftBehind.LABEL);
    }

    private TokenKey key(String label) throws KeyTransferException {
        return token.key(KeySelector.label(label));
    }

    private long handle(String label) throws KeyTransferException {
        return token.find(KeySelector.label(label)).found().handle();
    }

    private List<String> labels() throws KeyTransferException {
        return token.keys().stream().map(KeyInfo::label).toList();
    }

    private WrappingKey wrappingKey() throws KeyTransferException {
        return token.wrappingKey(KeySelector.label("wrapping"));
    }

    private WrappingKey.RsaOaep oaep() {
        return WrappingKey.RsaOaep.unsafeOf(kek.publicKey(), OaepHash.SHA1);
    }

    private void wrap(String label, WrappingKey under) throws KeyTransferException {
        key(label).wrapUnder(under);
    }

    private void wrapInOneCall(String label) throws KeyTransferException {
        token.wrapBy(WrapPolicy.of(StrategyRule.ONE_SHOT));
        wrap(label, kek);
    }

    private void wrapHonestlyThen(String rule) throws KeyTransferException {
        wrap("RSA", kek);
        shim.obey(rule);
        wrap("RSA", kek);
    }

    /** In two steps, or in one call. */
    private void wrapIn(String calls, String label) throws KeyTransferException {
        if (calls.isEmpty()) {
            wrap(label, kek);
        } else {
            wrapInOneCall(label);
        }
    }

    /** Of private keys, the n-th output is that of another key. */
    private void wrapsAnother(int n, String calls) throws KeyTransferException {
        long other = handle("other");
        AtomicInteger wraps = new AtomicInteger();
        backend.lieOf(
                "wrapKey",
                (module, asked) -> {
                    boolean isPrivate =
                            module.getAttributeValue((long) asked[0], (long) asked[3], Cka.CLASS)
                                            .number(Cka.CLASS)
                                            .orElse(-1)
                                    == Cko.PRIVATE_KEY;
                    return isPrivate && wraps.incrementAndGet() == n
                            ? wrapped(module, asked, other)
                            : wrapped(module, asked, (long) asked[3]);
                });
        wrapIn(calls, "RSA");
    }

    /** The token makes its throw-away AES keys itself, and wraps what is no AES key. */
    private void wrapsAesOf40Bytes() throws KeyTransferException {
        backend.lieOf(
                "createObject",
                (module, asked) -> {
                    Template template = (Template) asked[1];
                    if (template.attributes()
                            .contains(new Attribute.Ulong(Cka.KEY_TYPE, Cko.AES))) {
                        throw new CkrException("C_CreateObject", Ckr.ATTRIBUTE_VALUE_INVALID);
                    }
                    return module.createObject((long) asked[0], template);
                });
        backend.lieOf(
                "wrapKey",
                (module, asked) -> {
                    Template secret =
                            Templates.ephemeral()
                                    .with(Cka.CLASS, Cko.SECRET_KEY)
                                    .with(Cka.KEY_TYPE, Cko.GENERIC_SECRET)
                                    .with(Cka.VALUE, new byte[40])
                                    .yes(Cka.EXTRACTABLE);
                    return wrapped(module, asked, module.createObject((long) asked[0], secret));
                });
        wrapInOneCall("AES");
    }

    private void namesTheTargetAsCopy() throws KeyTransferException {
        long target = handle("RSA");
        backend.lieOf("copyObject", (module, asked) -> target);
        wrap("RSA", kek);
    }

    /** And takes as much less, to a multiple of 8. */
    private void wrapsMore(String label, int bytes, String calls) throws KeyTransferException {
        long target = handle(label);
        backend.lieOf(
                "wrapKey",
                (module, asked) -> {
                    byte[] wrapped = wrapped(module, asked, (long) asked[3]);
                    return (long) asked[3] == target
                            ? Arrays.copyOf(wrapped, wrapped.length + bytes)
                            : wrapped;
                });
        backend.lieOf(
                "unwrapKey",
                (module, asked) -> {
                    byte[] wrapped = (byte[]) asked[3];
                    return module.unwrapKey(
                            (long) asked[0],
                            (Mechanism) asked[1],
                            (long) asked[2],
                            Arrays.copyOf(wrapped, wrapped.length - wrapped.length % 8),
                            (Template) asked[4]);
                });
        wrapIn(calls, label);
    }

    private void givesTheFirstBlobAgain() throws KeyTransferException {
        BigInteger modulus = kek.publicKey().getModulus();
        AtomicReference<byte[]> first = new AtomicReference<>();
        backend.lieOf(
                "wrapKey",
                (module, asked) -> {
                    byte[] told =
                            module.getAttributeValue((long) asked[0], (long) asked[2], Cka.MODULUS)
                                    .bytes(Cka.MODULUS)
                                    .orElse(new byte[0]);
                    byte[] wrapped = wrapped(module, asked, (long) asked[3]);
                    if (!new BigInteger(1, told).equals(modulus)) {
                        return wrapped;
                    }
                    first.compareAndSet(null, wrapped);
                    return first.get().clone();
                });
        wrapInOneCall("RSA");
        wrap("RSA", kek);
    }

    /** The first of a blob, which ships; the decoy's is as it should be. */
    private void makesOneShortAesKey() throws KeyTransferException {
        wrap("RSA", kek);
        AtomicInteger made = new AtomicInteger();
        backend.lieOf(
                "generateKey",
                (module, asked) -> {
                    Template template = (Template) asked[2];
                    return generate(
                            module,
                            asked,
                            made.incrementAndGet() == 1
                                    ? changed(template, Cka.VALUE_LEN).with(Cka.VALUE_LEN, 16)
                                    : template);
                });
        wrap("RSA", kek);
    }

    private void cutsTheTarget() throws KeyTransferException {
        long target = handle("AES");
        backend.lieOf(
                "wrapKey",
                (module, asked) -> {
                    byte[] wrapped = wrapped(module, asked, (long) asked[3]);
                    return (long) asked[3] == target
                            ? Arrays.copyOf(wrapped, wrapped.length - 8)
                            : wrapped;
                });
        wrap("AES", oaep());
    }

    private void restoreUnwrapping(String label, String other) throws KeyTransferException {
        restore(label, "unwrap-copy 0x210a 0x" + Long.toHexString(handle(other)));
    }

    /** As a drill does. */
    private void restore(String label, String rule) throws KeyTransferException {
        RecoveryKey recovery = token.onlyRecoveryKey();
        TokenKey target = key(label);
        byte[] copy = target.wrapUnder(recovery.wrappingKey()).ciphertext();
        shim.obey(rule);
        recovery.restore(copy, target.description(), RestoreAs.sessionKey()).close();
    }

    /** What it names is the same key, and would be destroyed as the session's. */
    private void namesAnOlderCopy() throws Exception {
        RecoveryKey recovery = token.onlyRecoveryKey();
        try (SoftwareKey key = TestKeys.software(TestKeys.rsa(2048).getPrivate())) {
            byte[] copy = key.wrapUnder(recovery.wrappingKey()).ciphertext();
            TokenKey older = recovery.restore(copy, key.description(), RestoreAs.tokenKey("older"));
            String handle = Long.toHexString(older.info().found().handle());
            shim.obey("flag 0x1 0", "unwrap-other 0x210a 0x" + handle);
            try {
                recovery.restore(copy, key.description(), RestoreAs.sessionKey()).close();
            } finally {
                shim.obey();
                token.delete(token.find(KeySelector.label("older")));
            }
        }
    }

    /** What it unwraps to stay is another key. */
    private void keepsAnother(TestKind kind, String label) throws Exception {
        long other = handle(label);
        backend.lieOf(
                "unwrapKey",
                (module, asked) -> {
                    Template template = (Template) asked[4];
                    boolean stays =
                            template.attributes().contains(new Attribute.Flag(Cka.TOKEN, true));
                    return stays
                            ? copy(module, asked, other)
                            : module.unwrapKey(
                                    (long) asked[0],
                                    (Mechanism) asked[1],
                                    (long) asked[2],
                                    (byte[]) asked[3],
                                    template);
                });
        importKey(kind);
    }

    private void importKey(TestKind kind) throws Exception {
        try (SoftwareKey key = TestKind.software(kind.clear())) {
            token.importKey(key, RestoreAs.tokenKey("new")).close();
        }
    }

    private void importsByASigningPair() throws Exception {
        backend.lieOf(
                "generateKeyPair",
                (module, asked) ->
                        module.generateKeyPair(
                                (long) asked[0],
                                (Mechanism) asked[1],
                                (Template) asked[2],
                                changed((Template) asked[3], Cka.SIGN).yes(Cka.SIGN)));
        importKey(TestKind.P256);
    }

    private static long copy(Cryptoki module, Object[] unwrap, long of) throws CkrException {
        List<Attribute> changes =
                ((Template) unwrap[4])
                        .attributes().stream()
                                .filter(attribute -> OF_ONE_KEY.contains(attribute.type()))
                                .toList();
        return module.copyObject((long) unwrap[0], of, new Template(changes));
    }

    private static byte[] wrapped(Cryptoki module, Object[] wrap, long key) throws CkrException {
        return module.wrapKey((long) wrap[0], (Mechanism) wrap[1], (long) wrap[2], key);
    }

    private static byte[] flippedIf(long target, Cryptoki module, Object[] wrap)
            throws CkrException {
        byte[] wrapped = wrapped(module, wrap, (long) wrap[3]);
        wrapped[wrapped.length - 1] ^= (byte) ((long) wrap[3] == target ? 1 : 0);
        return wrapped;
    }

    private static long generate(Cryptoki module, Object[] asked, Template template)
            throws CkrException {
        return module.generateKey((long) asked[0], (Mechanism) asked[1], template);
    }

    /** The template without an attribute. */
    private static Template changed(Template template, long type) {
        return new Template(
                template.attributes().stream().filter(one -> one.type() != type).toList());
    }
}
