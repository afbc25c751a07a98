package dev.keyhaul.core.keywrap;

import java.security.Provider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What does the RSA operation for {@link KeyWrapper} and {@link KeyUnwrapper}: Amazon Corretto
 * Crypto Provider (ACCP) where it is in the class path, its native library loads and it passes a
 * self-test; else the JDK, with a {@linkplain #note() note} that says why. ACCP takes about 0.3 s
 * to start, for Linux and macOS on x86-64 and aarch64.
 *
 * <p>It is never registered: other parts of an application do not see it. Immutable and
 * thread-safe; ACCP is loaded and tested once in a process, when first asked for.
 */
public final class Accelerator {
    private static final Accelerator NONE = new Accelerator(null, null);

    private final @Nullable Provider provider;
    private final @Nullable String reason;

    Accelerator(@Nullable Provider provider, @Nullable String reason) {
        this.provider = provider;
        this.reason = reason;
    }

    /** Returns the JDK alone. */
    public static Accelerator none() {
        return NONE;
    }

    /** Returns ACCP, or the JDK with a note. */
    public static Accelerator load() {
        return Loaded.ACCELERATOR;
    }

    /** Whether there is one. */
    public boolean isPresent() {
        return provider != null;
    }

    /** Returns why the JDK does the work after all, for people; empty when there was no try. */
    public Optional<String> note() {
        return reason().map(why -> "not accelerated: " + why + "; the JDK does the work");
    }

    /** Returns what the note says, for a caller that does not go on; empty if there is no note. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Returns what does the RSA operation, for reports. */
    public String description() {
        return provider == null ? "the JDK" : provider.getName() + " " + provider.getVersionStr();
    }

    CipherSource ciphers() {
        return CipherSource.of(provider);
    }

    /** Loads with the given class loader and tests; {@link #load} does so once. */
    static Accelerator loadWith(ClassLoader classes) {
        try {
            Provider accp = CorrettoProvider.load(classes);
            AcceleratorSelfTest.requirePasses(CipherSource.of(accp));
            return new Accelerator(accp, null);
        } catch (NotAccelerated e) {
            return new Accelerator(null, e.getMessage());
        }
    }

    /** Made at the first use of {@link #load}, by the rules of class initialisation. */
    private static final class Loaded {
        static final Accelerator ACCELERATOR = loadWith(Accelerator.class.getClassLoader());
    }

    /** Why there is no accelerator, in words for a note. */
    static final class NotAccelerated extends Exception {
        private static final long serialVersionUID = 1L;

        NotAccelerated(String message) {
            super(message);
        }
    }
}
