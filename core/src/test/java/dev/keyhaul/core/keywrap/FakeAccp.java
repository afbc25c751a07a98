package dev.keyhaul.core.keywrap;

import java.security.Provider;
import java.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * What {@link CorrettoProvider} asks of ACCP's class; SunJCE does its work. Public for the sake of
 * reflection, which finds it under ACCP's name ({@link WithAccp}).
 */
public final class FakeAccp extends Provider {
    /** As ACCP's class has it. */
    public static final Provider INSTANCE = instance();

    /** What {@link #getLoadingError} gives; the class of each loader has its own. */
    public static @Nullable Throwable error;

    private static final long serialVersionUID = 1L;

    private FakeAccp() {
        super("FakeAccp", "2.5", "for tests");
        Provider jdk = Security.getProvider("SunJCE");
        put("Cipher.RSA", jdk.getService("Cipher", "RSA").getClassName());
        put("Cipher.AES/KWP/NoPadding", kwp(jdk));
    }

    private static Provider instance() {
        return new FakeAccp();
    }

    private static String kwp(Provider jdk) {
        return jdk.getService("Cipher", "AES/KWP/NoPadding").getClassName();
    }

    /** Returns why the native library does not load; null when it does. */
    public @Nullable Throwable getLoadingError() {
        return error;
    }
}
