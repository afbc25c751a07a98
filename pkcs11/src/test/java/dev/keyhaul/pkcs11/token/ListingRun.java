package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Cipher;

/**
 * Three threads list the keys of a token, and five do everything else with it, in turn. In a JVM of
 * its own: several may be at work on one token. Prints what was done, and each error with its
 * reason.
 */
public final class ListingRun {
    static final String TARGET = "tenant";
    static final String AES_TARGET = "aes";
    static final String RECOVERY = "recovery";
    static final String WRAPPING = "wrapping";
    static final String EVIDENCE = "evidence";

    private static final int MOST_LOOKS = 20;
    private static final int LISTERS = 3;
    private static final int CHANGERS = 5;
    private static final int MOST_MINUTES_MORE = 3;

    private final Token token;
    private final String name;
    private final List<String> own;
    private final RsaAesWrappingKey kek = TestKeys.kek();
    private final AtomicInteger labels = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private final Map<String, AtomicInteger> done = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicInteger> errors = new ConcurrentSkipListMap<>();
    private volatile boolean over;

    private ListingRun(Token token, String name, List<String> own) {
        this.token = token;
        this.name = name;
        this.own = own;
    }

    /** What a thread does with the token; it leaves nothing there. */
    @FunctionalInterface
    interface Act {
        void in(ListingRun run) throws Exception;
    }

    /** Each method that looks for an object or changes one, by its name and what it takes. */
    static final Map<String, Act> ACTS = acts();

    private static Map<String, Act> acts() {
        Map<String, Act> acts = new LinkedHashMap<>();
        acts.put("Token.keys()", run -> run.token.keys());
        acts.put("Token.keys(KeyObjectKind)", ListingRun::keysOfEachKind);
        acts.put("Token.find(KeySelector)", run -> run.token.find(KeySelector.label(TARGET)));
        acts.put("Token.key(KeySelector)", run -> run.token.key(KeySelector.label(AES_TARGET)));
        acts.put("Token.key(KeyInfo)", run -> run.token.key(run.found(TARGET)));
        acts.put("Token.rsaKey(KeySelector)", ListingRun::target);
        acts.put("Token.rsaKey(KeyInfo)", run -> run.token.rsaKey(run.found(TARGET)));
        acts.put(
                "Token.findRsaKey(KeySelector)",
                run -> run.token.findRsaKey(KeySelector.label("no such key")));
        acts.put(
                "Token.recoveryKey(KeySelector)",
                run -> run.token.recoveryKey(KeySelector.label(RECOVERY)));
        acts.put("Token.recoveryKey(KeyInfo)", run -> run.token.recoveryKey(run.found(RECOVERY)));
        acts.put("Token.onlyRecoveryKey()", run -> run.token.onlyRecoveryKey());
        acts.put("Token.wrappingKey(KeySelector)", ListingRun::wrappingKey);
        acts.put(
                "Token.wrappingKey(KeyInfo)",
                run -> run.token.wrappingKey(run.wrappingKey().info()));
        acts.put(
                "Token.fingerprint(KeyInfo)",
                run ->
                        run.token.fingerprint(
                                run.token.find(
                                        KeySelector.label(AES_TARGET)
                                                .withKind(KeyObjectKind.SECRET))));
        acts.put("Token.capabilities()", run -> run.token.capabilities());
        acts.put("Token.probe()", run -> run.token.probe());
        acts.put("Token.loggedInByOthers()", run -> run.token.loggedInByOthers());
        acts.put("Token.generate(KeyRequest)", ListingRun::generate);
        acts.put("Token.delete(KeyInfo)", ListingRun::deleteAesAndEc);
        acts.put("Token.seal(KeyInfo)", ListingRun::seal);
        acts.put("Token.importKey(TransferableKey, RestoreAs)", ListingRun::importKey);
        acts.put("TokenKey.wrapUnder(WrappingKey)", ListingRun::wrap);
        acts.put("TokenKey.sign(byte[])", run -> run.target().sign(new byte[] {1}));
        acts.put("TokenKey.encryptAesCbc(byte[])", run -> run.aes().encryptAesCbc(new byte[32]));
        acts.put(
                "TokenKey.decryptAesCbc(byte[])",
                run -> run.aes().decryptAesCbc(new byte[32]).close());
        acts.put("TokenKey.decrypt(byte[], RsaPadding)", ListingRun::decrypt);
        acts.put("TokenKey.close()", ListingRun::restoreForSession);
        acts.put("RecoveryKey.restore(byte[], KeyDescription, RestoreAs)", ListingRun::restore);
        acts.put(
                "RecoveryKey.restore(byte[], Fingerprint, RestoreAs)",
                ListingRun::restoreByFingerprint);
        acts.put(
                "TokenAesWrappingKey.restore(byte[], KeyDescription, RestoreAs)",
                ListingRun::restoreUnderAes);
        acts.put(
                "TokenEvidenceKey.sign(byte[])",
                run ->
                        TokenEvidenceKey.of(run.token.rsaKey(KeySelector.label(EVIDENCE)))
                                .sign(new byte[] {1}));
        acts.put("Pkcs11Module.loginOrShare(TokenInfo, PinSupplier)", ListingRun::loginBeside);
        return acts;
    }

    /**
     * Takes the module's file, the name of this process, for how many seconds, which of several
     * processes it is, from 0, and how many there are: they share the acts.
     */
    public static void main(String[] arguments) throws Exception {
        new RepeatedKeks().install();
        try (Pkcs11Module module = Pkcs11Module.load(Path.of(arguments[0]));
                Passphrase pin = SoftHsm.pin();
                Token token = module.login(found(module), pin)) {
            List<String> own = own(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
            new ListingRun(token, arguments[1], own).run(Integer.parseInt(arguments[2]));
            closeBesideOthers(token);
        }
    }

    /** While another process writes the token's file, SoftHSM cannot read what the token is. */
    private static TokenInfo found(Pkcs11Module module) throws Exception {
        for (int left = MOST_LOOKS; left > 0; left--) {
            try {
                return module.find(TokenSelector.label("HSM"));
            } catch (TokenException e) {
                Thread.sleep(20);
            }
        }
        return module.find(TokenSelector.label("HSM"));
    }

    /** Other processes restore the same keys: to this one, those are copies. */
    private static void closeBesideOthers(Token token) {
        try {
            token.close();
        } catch (KeyTransferException.Unchecked e) {
            if (!(e.getCause() instanceof CheckFailedException)) {
                throw e;
            }
        }
    }

    private static List<String> own(int process, int processes) {
        List<String> all = List.copyOf(ACTS.keySet());
        return IntStream.range(0, all.size())
                .filter(i -> i % processes == process)
                .mapToObj(all::get)
                .toList();
    }

    private void run(int seconds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long last = end + TimeUnit.MINUTES.toNanos(MOST_MINUTES_MORE);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < LISTERS; i++) {
            threads.add(new Thread(this::list, "lister-" + i));
        }
        for (int i = 0; i < CHANGERS; i++) {
            threads.add(new Thread(this::change, "changer-" + i));
        }
        threads.forEach(Thread::start);
        // On a busy machine, each is done once all the same.
        while (System.nanoTime() < (isEachDone() ? end : last)) {
            Thread.sleep(50);
        }
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        done.forEach((what, times) -> System.out.println("done " + times + " × " + what));
        errors.forEach((what, times) -> System.out.println("met " + times + " × " + what));
    }

    private boolean isEachDone() {
        return done.keySet().containsAll(own);
    }

    private void list() {
        while (!over) {
            attempt("list", run -> run.token.keys());
            attempt("list", ListingRun::keysOfEachKind);
        }
    }

    private void change() {
        while (!over) {
            String act = own.get(turns.getAndIncrement() % own.size());
            attempt(act, ACTS.get(act));
        }
    }

    private void attempt(String what, Act act) {
        try {
            act.in(this);
            count(done, what);
        } catch (KeyTransferException e) {
            count(errors, what + ": " + e.reason() + ": " + named(e));
            e.printStackTrace();
        } catch (Exception | Error e) {
            count(errors, what + ": UNEXPECTED " + e);
            e.printStackTrace();
        }
    }

    /** Names it without what differs each time. */
    private static String named(Exception e) {
        return String.valueOf(e.getMessage())
                .replaceAll("id [0-9a-f]+", "id …")
                .replaceAll("-\\d+", "-N");
    }

    private static void count(Map<String, AtomicInteger> counts, String what) {
        counts.computeIfAbsent(what, any -> new AtomicInteger()).incrementAndGet();
    }

    private String newLabel() {
        return name + "-" + labels.incrementAndGet();
    }

    private KeyInfo found(String label) throws KeyTransferException {
        return token.find(KeySelector.label(label).withKind(KeyObjectKind.PRIVATE));
    }

    private TokenKey target() throws KeyTransferException {
        return token.rsaKey(KeySelector.label(TARGET));
    }

    private TokenKey aes() throws KeyTransferException {
        return token.key(KeySelector.label(AES_TARGET));
    }

    private TokenAesWrappingKey wrappingKey() throws KeyTransferException {
        return token.wrappingKey(KeySelector.label(WRAPPING));
    }

    private void keysOfEachKind() throws KeyTransferException {
        for (KeyObjectKind kind : KeyObjectKind.values()) {
            token.keys(kind);
        }
    }

    private void generate() throws KeyTransferException {
        KeyRequest request =
                switch (turns.get() % 3) {
                    case 0 -> KeyRequest.target(newLabel()).withLengthBits(2048);
                    case 1 -> KeyRequest.wrapping(newLabel());
                    default -> KeyRequest.evidence(newLabel());
                };
        token.delete(token.generate(request));
    }

    private void deleteAesAndEc() throws KeyTransferException {
        token.delete(token.generate(KeyRequest.target(newLabel()).ofType(TokenKeyType.AES)));
        for (KeyDescription.Curve curve : KeyDescription.Curve.values()) {
            token.delete(token.generate(KeyRequest.target(newLabel()).onCurve(curve)));
        }
    }

    private void seal() throws KeyTransferException {
        KeyRequest request = KeyRequest.target(newLabel()).onCurve(KeyDescription.Curve.P256);
        token.delete(token.seal(token.generate(request)));
    }

    private void importKey() throws KeyTransferException {
        try (SoftwareKey key = TestKeys.software(TestKeys.rsa(2048).getPrivate());
                TokenKey imported = token.importKey(key, RestoreAs.sessionKey())) {
            imported.sign(new byte[] {1});
        }
        try (SoftwareKey key = TestKeys.software(TestKeys.anotherRsa(2048).getPrivate())) {
            token.delete(token.importKey(key, newObject()).info());
        }
    }

    /** Without an id of its own, it would be another thread's key. */
    private RestoreAs newObject() {
        String label = newLabel();
        return RestoreAs.tokenKey(label).withId(label.getBytes(StandardCharsets.UTF_8));
    }

    private void wrap() throws KeyTransferException {
        try (TokenKey key = target()) {
            key.wrapUnder(kek);
            key.wrapUnder(wrappingKey());
        }
        try (TokenKey key = aes()) {
            key.wrapUnder(kek);
        }
    }

    private void decrypt() throws Exception {
        try (TokenKey key = target()) {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key.description().requireRsa());
            try (SecretBytes clear =
                    key.decrypt(cipher.doFinal(new byte[] {1}), RsaPadding.OAEP_SHA1)) {
                clear.lengthBytes();
            }
        }
    }

    private WrappedKey wrapped(WrappingKey under) throws KeyTransferException {
        try (TokenKey key = target()) {
            return key.wrapUnder(under);
        }
    }

    private void restoreForSession() throws KeyTransferException {
        RecoveryKey pair = token.recoveryKey(KeySelector.label(RECOVERY));
        WrappedKey copy = wrapped(pair.wrappingKey());
        try (TokenKey key =
                pair.restore(
                        copy.ciphertext(), target().description(), RestoreAs.sessionKeyToWrap())) {
            key.wrapUnder(kek);
        }
    }

    private void restore() throws KeyTransferException {
        RecoveryKey pair = token.recoveryKey(KeySelector.label(RECOVERY));
        WrappedKey copy = wrapped(pair.wrappingKey());
        token.delete(pair.restore(copy.ciphertext(), target().description(), newObject()).info());
    }

    private void restoreByFingerprint() throws KeyTransferException {
        RecoveryKey pair = token.recoveryKey(KeySelector.label(RECOVERY));
        WrappedKey copy = wrapped(pair.wrappingKey());
        pair.restore(
                        copy.ciphertext(),
                        target().description().fingerprint(),
                        RestoreAs.sessionKey())
                .close();
    }

    private void restoreUnderAes() throws KeyTransferException {
        TokenAesWrappingKey wrapping = wrappingKey();
        WrappedKey copy = wrapped(wrapping);
        token.delete(
                wrapping.restore(copy.ciphertext(), target().description(), newObject()).info());
    }

    /** It needs two more sessions, which a token with few of them may not have at the moment. */
    private void loginBeside() throws KeyTransferException {
        try (Token other = token.module().loginOrShare(token.info(), info -> SoftHsm.pin())) {
            other.keys();
        } catch (KeyTransferException e) {
            if (e.reason() != Reason.TOKEN_BUSY) {
                throw e;
            }
        }
    }
}
