package dev.keyhaul.benchmarks;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.Backend;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.iaik.IaikBackend;
import dev.keyhaul.pkcs11.jna.JnaCryptoki;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A blob made in a token, in two steps: {@code -Dmodule=PATH -Dtoken=LABEL -Dpin.file=FILE} name a
 * token for trials, in which a key is made and destroyed. {@code token-wrap.c} makes the same calls
 * without Java.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TokenBenchmark {
    private static final long RW_SERIAL_SESSION = 6;
    private static final int AES_BYTES = 32;

    /** The binding. */
    public enum Binding {
        /** JNA. */
        JNA,
        /** The IAIK wrapper. */
        IAIK;

        Backend backend() {
            return this == JNA ? JnaCryptoki::open : new IaikBackend();
        }
    }

    /** Whose calls. */
    @Param Binding competitor = Binding.JNA;

    private Pkcs11Module module;
    private Token token;
    private KeyInfo made;
    private TokenKey key;
    private RsaAesWrappingKey kek;
    private Cryptoki cryptoki;
    private long slot;
    private long target;
    private Template kekTemplate;

    /** A session of its own for each thread. */
    @State(Scope.Thread)
    public static class Session {
        private long handle;

        /** Opens it. */
        @Setup(Level.Trial)
        public void open(TokenBenchmark benchmark) throws CkrException {
            handle = benchmark.cryptoki.openSession(benchmark.slot, RW_SERIAL_SESSION);
        }
    }

    /** Logs in and makes a key; the raw calls share the module and the login. */
    @Setup
    public void prepare() throws Exception {
        Path library = Path.of(property("module"));
        String pin = Files.readString(Path.of(property("pin.file"))).strip();
        module = Pkcs11Module.load(library, competitor.backend());
        try (Passphrase passphrase = Passphrase.copyOf(pin.toCharArray())) {
            token = module.login(module.find(TokenSelector.label(property("token"))), passphrase);
        }
        made = token.generate(KeyRequest.target("benchmark"));
        key = token.rsaKey(made);
        kek = RsaAesWrappingKey.unsafeOf((RSAPublicKey) Keys.rsa(2048).getPublic(), OaepHash.SHA1);
        cryptoki = competitor.backend().open(library);
        slot = token.info().slotId();
        long session = cryptoki.openSession(slot, RW_SERIAL_SESSION);
        target =
                cryptoki.findObjects(
                                session,
                                Template.empty()
                                        .with(Cka.CLASS, Cko.PRIVATE_KEY)
                                        .with(Cka.LABEL, "benchmark"))
                        .get(0);
        kekTemplate = kekTemplate();
    }

    private Template kekTemplate() {
        return Template.empty()
                .with(Cka.CLASS, Cko.PUBLIC_KEY)
                .with(Cka.KEY_TYPE, Cko.RSA)
                .with(Cka.MODULUS, unsigned(kek.publicKey().getModulus().toByteArray()))
                .with(Cka.PUBLIC_EXPONENT, kek.publicKey().getPublicExponent().toByteArray())
                .yes(Cka.WRAP)
                .no(Cka.PRIVATE, Cka.ENCRYPT, Cka.VERIFY, Cka.TOKEN);
    }

    private static Template aesTemplate() {
        return Template.empty()
                .with(Cka.VALUE_LEN, AES_BYTES)
                .yes(Cka.WRAP, Cka.UNWRAP, Cka.EXTRACTABLE, Cka.SENSITIVE, Cka.PRIVATE)
                .no(Cka.TOKEN, Cka.ENCRYPT, Cka.DECRYPT, Cka.SIGN, Cka.VERIFY, Cka.DERIVE)
                .no(Cka.MODIFIABLE, Cka.COPYABLE);
    }

    /** The calls alone, without checks and proof. */
    @Benchmark
    public byte[] callsAlone(Session session) throws CkrException {
        long kekHandle = cryptoki.createObject(session.handle, kekTemplate);
        long aes =
                cryptoki.generateKey(session.handle, Mechanism.of(Ckm.AES_KEY_GEN), aesTemplate());
        byte[] wrapped =
                cryptoki.wrapKey(session.handle, Mechanism.of(Ckm.AES_KEY_WRAP_PAD), aes, target);
        byte[] oaep =
                cryptoki.wrapKey(
                        session.handle, Mechanism.rsaOaep(Mechanism.Oaep.SHA1), kekHandle, aes);
        cryptoki.destroyObject(session.handle, aes);
        cryptoki.destroyObject(session.handle, kekHandle);
        return wrapped.length > oaep.length ? wrapped : oaep;
    }

    /** What Keyhaul does: attributes read back, and the proof in the token. */
    @Benchmark
    public Object withProof() throws KeyTransferException {
        return key.wrapUnder(kek);
    }

    /** Destroys the key. */
    @TearDown
    public void destroy() throws KeyTransferException {
        token.delete(made);
        key.close();
        token.close();
        module.close();
    }

    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
    }

    private static String property(String name) {
        return Objects.requireNonNull(
                System.getProperty(name), "-jvmArgsAppend -D" + name + "=… is missing");
    }
}
