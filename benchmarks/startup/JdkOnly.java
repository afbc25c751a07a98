import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * The least that a Java program does to make a transfer blob of a PEM key: the cryptography of {@code byok create}
 * and nothing else. No options, no report, and the kid is not looked at. The key is not checked; with a fifth
 * argument, its factors are tested for being primes, as {@code keyhaul} does. What {@code keyhaul} takes beyond it
 * is the price of all that.
 *
 * <p>Usage: java JdkOnly KEY.pem KEK.pem KID OUT.byok [primes]
 */
public final class JdkOnly {
    private JdkOnly() {}

    public static void main(String[] args) throws Exception {
        byte[] target = der(Path.of(args[0]));
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(target));
        if (args.length > 4 && !(isPrime(key.getPrimeP()) && isPrime(key.getPrimeQ()))) {
            throw new IllegalArgumentException("not an RSA key: a factor of the modulus is not a prime");
        }
        PublicKey kek = rsa.generatePublic(new X509EncodedKeySpec(der(Path.of(args[1]))));
        SecureRandom random = new SecureRandom();
        byte[] aesKey = new byte[32];
        random.nextBytes(aesKey);

        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        oaep.init(
                Cipher.ENCRYPT_MODE,
                kek,
                new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT),
                random);
        byte[] first = oaep.doFinal(aesKey);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
        kwp.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(aesKey, "AES"));
        byte[] second = kwp.doFinal(target);

        byte[] ciphertext = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, ciphertext, first.length, second.length);
        String blob =
                "{\"schema_version\":\"1.0.0\",\"header\":{\"kid\":\""
                        + args[2]
                        + "\",\"alg\":\"dir\",\"enc\":\"CKM_RSA_AES_KEY_WRAP\"},\"ciphertext\":\""
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(ciphertext)
                        + "\",\"generator\":\"JdkOnly\"}";
        Files.writeString(Path.of(args[3]), blob, StandardOpenOption.CREATE);
    }

    private static boolean isPrime(BigInteger factor) {
        return factor.isProbablePrime(100);
    }

    private static byte[] der(Path pem) throws IOException {
        StringBuilder base64 = new StringBuilder();
        for (String line : Files.readAllLines(pem)) {
            if (!line.startsWith("-")) {
                base64.append(line);
            }
        }
        return Base64.getDecoder().decode(base64.toString());
    }
}
