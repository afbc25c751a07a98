package dev.keyhaul.core.keywrap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.security.Provider;
import java.security.Security;
import java.util.Objects;

/** The class loader of an application that has ACCP: {@link FakeAccp}, under the name of ACCP. */
final class WithAccp extends ClassLoader {
    private static final String NAME =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    WithAccp() {
        super(WithAccp.class.getClassLoader());
    }

    /** Lets the native library fail to load. */
    WithAccp failingWith(Throwable error) throws ReflectiveOperationException {
        loadClass(NAME).getField("error").set(null, error);
        return this;
    }

    /** Lets AES-KWP be AES key wrap with the padding of PKCS#5. */
    WithAccp computingSomethingElse() throws ReflectiveOperationException {
        String other =
                Security.getProvider("SunJCE")
                        .getService("Cipher", "AES/KW/PKCS5Padding")
                        .getClassName();
        ((Provider) loadClass(NAME).getField("INSTANCE").get(null))
                .put("Cipher.AES/KWP/NoPadding", other);
        return this;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!name.equals(NAME)) {
            throw new ClassNotFoundException(name);
        }
        try (InputStream file =
                Objects.requireNonNull(WithAccp.class.getResourceAsStream("FakeAccp.class"))) {
            String text = new String(file.readAllBytes(), ISO_8859_1);
            byte[] renamed =
                    text.replace(constant(FakeAccp.class.getName()), constant(NAME))
                            .getBytes(ISO_8859_1);
            return defineClass(name, renamed, 0, renamed.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** A class's name in a class file's pool of constants: its length in two bytes, then it. */
    private static String constant(String className) {
        return "\0" + (char) className.length() + className.replace('.', '/');
    }
}
