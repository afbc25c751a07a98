package dev.keyhaul.core.keywrap;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;

/** SunJCE's ciphers of RSA-AES key wrap: a test sees their keys and may change their results. */
final class SpyProvider extends Provider {
    private static final long serialVersionUID = 1L;
    private static final List<String> TRANSFORMATIONS =
            List.of("RSA/ECB/OAEPPadding", "AES/KWP/NoPadding");

    /** What a cipher of this provider gives for the input of its {@code doFinal}. */
    @FunctionalInterface
    interface Answer {
        byte[] of(Call call) throws GeneralSecurityException;
    }

    /** One {@code doFinal}; {@link #real} is what SunJCE gives. */
    record Call(String transformation, boolean encrypts, Cipher cipher, byte[] input) {
        byte[] real() throws GeneralSecurityException {
            return cipher.doFinal(input);
        }

        boolean is(String algorithm, boolean encrypts) {
            return transformation.startsWith(algorithm) && this.encrypts == encrypts;
        }
    }

    private final transient Answer answer;
    private final transient List<Spy> ciphers = new ArrayList<>();

    SpyProvider() {
        this(Call::real);
    }

    SpyProvider(Answer answer) {
        super("Spy", "1", "for tests");
        this.answer = answer;
        for (String transformation : TRANSFORMATIONS) {
            putService(new Named(this, transformation));
        }
    }

    /** Returns the key that each of the ciphers of that name was given last. */
    List<byte[]> keysIn(String algorithm) {
        return ciphers.stream()
                .filter(cipher -> cipher.transformation.startsWith(algorithm))
                .map(cipher -> cipher.key)
                .toList();
    }

    private final class Named extends Service {
        Named(Provider provider, String transformation) {
            super(provider, "Cipher", transformation, Spy.class.getName(), List.of(), Map.of());
        }

        @Override
        public Object newInstance(Object parameter) {
            try {
                Spy spy = new Spy(getAlgorithm());
                ciphers.add(spy);
                return spy;
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean supportsParameter(Object parameter) {
            return true;
        }
    }

    private final class Spy extends CipherSpi {
        private final String transformation;
        private final Cipher cipher;
        private byte[] key = new byte[0];
        private boolean encrypts;

        Spy(String transformation) throws GeneralSecurityException {
            this.transformation = transformation;
            this.cipher = Cipher.getInstance(transformation, "SunJCE");
        }

        private void see(int mode, Key given) {
            key = given.getEncoded();
            encrypts = mode == Cipher.ENCRYPT_MODE;
        }

        @Override
        protected void engineInit(int mode, Key given, SecureRandom random)
                throws InvalidKeyException {
            see(mode, given);
            cipher.init(mode, given, random);
        }

        @Override
        protected void engineInit(
                int mode, Key given, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            see(mode, given);
            cipher.init(mode, given, parameters, random);
        }

        @Override
        protected void engineInit(
                int mode, Key given, AlgorithmParameters parameters, SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            see(mode, given);
            cipher.init(mode, given, parameters, random);
        }

        @Override
        protected byte[] engineUpdate(byte[] input, int offset, int length) {
            return cipher.update(input, offset, length);
        }

        @Override
        protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int at)
                throws ShortBufferException {
            return cipher.update(input, offset, length, output, at);
        }

        @Override
        protected byte[] engineDoFinal(byte[] input, int offset, int length)
                throws IllegalBlockSizeException, BadPaddingException {
            byte[] part = Arrays.copyOfRange(input, offset, offset + length);
            try {
                return answer.of(new Call(transformation, encrypts, cipher, part));
            } catch (IllegalBlockSizeException | BadPaddingException e) {
                throw e;
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int at)
                throws IllegalBlockSizeException, BadPaddingException {
            byte[] result = engineDoFinal(input, offset, length);
            System.arraycopy(result, 0, output, at, result.length);
            return result.length;
        }

        @Override
        protected void engineSetMode(String mode) {}

        @Override
        protected void engineSetPadding(String padding) {}

        @Override
        protected int engineGetBlockSize() {
            return cipher.getBlockSize();
        }

        @Override
        protected int engineGetOutputSize(int inputBytes) {
            return cipher.getOutputSize(inputBytes);
        }

        @Override
        protected byte[] engineGetIV() {
            return cipher.getIV();
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return cipher.getParameters();
        }
    }
}
