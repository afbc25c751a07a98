package dev.keyhaul.pkcs11.binding;

import dev.keyhaul.core.argument.Arguments;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A file cannot be loaded, or is no PKCS#11 module; or the way to it does not work in this JVM.
 *
 * @since 0.1.0
 */
public final class NoModuleException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String hint;

    /** Makes the error with what was wrong, in lower case and without the file's name. */
    public NoModuleException(String message, Throwable cause) {
        this(message, null, cause);
    }

    private NoModuleException(String message, @Nullable String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /**
     * Makes the error of a JVM that does not let a binding call native code (JEP 472): it was
     * started without the option for that. The message has the option.
     *
     * @param binding what was refused, such as {@code JNA}
     * @param cause what the JVM said
     * @param callers the modules that must be allowed to, all of them
     * @return the error, which has a {@link #hint()}
     */
    public static NoModuleException nativeAccessDenied(
            String binding, Throwable cause, Module... callers) {
        Arguments.notNull("binding", binding, "cause", cause, "callers", callers);
        boolean named = Arrays.stream(callers).allMatch(Module::isNamed);
        String allowed =
                Arrays.stream(callers)
                        .map(module -> module.isNamed() ? module.getName() : "ALL-UNNAMED")
                        .distinct()
                        .collect(Collectors.joining(","));
        return new NoModuleException(
                "this JVM does not let "
                        + binding
                        + " call native code: start Java with --enable-native-access="
                        + allowed,
                named
                        ? "in a runtime image, add that option with jlink"
                        : "or put Enable-Native-Access: ALL-UNNAMED into the manifest of the"
                                + " application's executable JAR",
                cause);
    }

    /**
     * Makes the error of a binding whose own native part does not load.
     *
     * @param binding such as {@code JNA}
     * @param hint the operator's next step
     * @param cause what the dynamic linker said
     * @return the error, which has a {@link #hint()}
     */
    public static NoModuleException bindingFailed(String binding, String hint, Throwable cause) {
        Arguments.notNull("binding", binding, "hint", hint, "cause", cause);
        return new NoModuleException(
                "the native part of " + binding + " does not load: " + cause.getMessage(),
                hint,
                cause);
    }

    /** Returns the next step, if the file is not to blame. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }
}
