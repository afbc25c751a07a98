package dev.keyhaul.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The parts of a blob, each alone, by each provider: microseconds a call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PrimitiveBenchmark {
    private static final int AES_BYTES = 32;

    /** Whose implementation. */
    public enum Library {
        /** The JDK. */
        SUN_JCE,
        /** Bouncy Castle. */
        BOUNCY_CASTLE,
        /** Amazon Corretto Crypto Provider. */
        ACCP;

        Provider provider() {
            return switch (this) {
                case SUN_JCE -> Keys.sunJce();
                case BOUNCY_CASTLE -> new BouncyCastleProvider();
                case ACCP -> AmazonCorrettoCryptoProvider.INSTANCE;
            };
        }
    }

    /** Who does it. */
    @Param Library library = Library.SUN_JCE;

    private final SecureRandom random = new SecureRandom();
    private final byte[] aesKey = new byte[AES_BYTES];
    private byte[] target;
    private byte[] encryptedKey;
    private Cipher kwp;
    private Cipher encrypt;
    private Cipher decrypt;
    private KeyPairGenerator generator;

    /** Makes the ciphers, and what they work on: an RSA-2048 key, a KEK of 2048 bits. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        Provider provider = library.provider();
        random.nextBytes(aesKey);
        target = Keys.pkcs8(2048);
        KeyPair kek = Keys.rsa(2048);
        encrypt = Cipher.getInstance("RSA/ECB/OAEPPadding", provider);
        encrypt.init(Cipher.ENCRYPT_MODE, kek.getPublic(), Competitor.HASH.parameters(), random);
        decrypt = Cipher.getInstance("RSA/ECB/OAEPPadding", provider);
        decrypt.init(Cipher.DECRYPT_MODE, kek.getPrivate(), Competitor.HASH.parameters(), random);
        encryptedKey = encrypt.doFinal(aesKey);
        kwp =
                Cipher.getInstance(
                        library == Library.BOUNCY_CASTLE ? "AESWRAPPAD" : "AES/KWP/NoPadding",
                        provider);
        // The JDK's RSA keys are made by a provider of their own.
        generator =
                library == Library.SUN_JCE
                        ? KeyPairGenerator.getInstance("RSA")
                        : KeyPairGenerator.getInstance("RSA", provider);
        generator.initialize(2048);
    }

    /** AES-KWP of an RSA-2048 key. */
    @Benchmark
    public byte[] kwpWrap() throws GeneralSecurityException {
        kwp.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(aesKey, "AES"));
        return kwp.doFinal(target);
    }

    /** RSA-OAEP of an AES key, with the public key. */
    @Benchmark
    public byte[] oaepEncrypt() throws GeneralSecurityException {
        return encrypt.doFinal(aesKey);
    }

    /** RSA-OAEP of an AES key, with the private key. */
    @Benchmark
    public byte[] oaepDecrypt() throws GeneralSecurityException {
        return decrypt.doFinal(encryptedKey);
    }

    /** A new RSA-2048 key pair. */
    @Benchmark
    public KeyPair keyGeneration() {
        return generator.generateKeyPair();
    }
}
