package dev.keyhaul.core.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a key is opened with: secrets, and what is open already; and what the source says about the
 * key. A source says it as soon as it knows, so that it is heard before a secret is typed, and also
 * when the key does not open in the end.
 *
 * <pre>{@code
 * SourceContext context =
 *         SourceContext.of(secrets).telling(warning -> show(warning), fact -> show(fact));
 * try (OpenedKey opened = named.open(context)) {
 *     show(context.warnings());
 * }
 * }</pre>
 *
 * <p>For one key and one thread.
 *
 * @since 0.1.0
 */
public final class SourceContext {
    private final SourceSecrets secrets;
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();
    private Consumer<String> onWarning = text -> {};
    private Consumer<String> onFact = text -> {};
    private boolean allowsNoMac;
    private boolean weakKeys;
    private boolean primality = true;

    private SourceContext(SourceSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * {@return a context with these secrets, in which nothing is shared}
     *
     * @param secrets give the passwords and PINs
     */
    public static SourceContext of(SourceSecrets secrets) {
        Arguments.notNull("secrets", secrets);
        return new SourceContext(secrets);
    }

    /**
     * Hands warnings and facts on as they come.
     *
     * @param onWarning what may be wrong; dropped by default
     * @param onFact what is known; dropped by default
     * @return this context
     */
    public SourceContext telling(Consumer<String> onWarning, Consumer<String> onFact) {
        Arguments.notNull("onWarning", onWarning, "onFact", onFact);
        this.onWarning = onWarning;
        this.onFact = onFact;
        return this;
    }

    /**
     * Shares what is open already, or how to open it, with the sources that know the type.
     *
     * @param <T> the type
     * @param type the type by which a source asks for it
     * @param value what is shared; whoever opened it closes it
     * @return this context
     */
    public <T> SourceContext sharing(Class<T> type, T value) {
        Arguments.notNull("type", type, "value", value);
        shared.put(type, value);
        return this;
    }

    /**
     * Allows files that nothing protects against changes.
     *
     * @param allowed whether they are; false by default
     * @return this context
     */
    public SourceContext allowingNoMac(boolean allowed) {
        allowsNoMac = allowed;
        return this;
    }

    /**
     * Lets software keys with a known weakness pass with a warning.
     *
     * @param allowed whether they pass; false by default
     * @return this context
     */
    public SourceContext allowingWeakKeys(boolean allowed) {
        weakKeys = allowed;
        return this;
    }

    /**
     * Sets whether the factors of software keys are tested for being primes. {@link
     * RsaKeyHealth#withoutPrimality} says when not to.
     *
     * @param tested whether they are; true by default
     * @return this context
     */
    public SourceContext testingPrimality(boolean tested) {
        primality = tested;
        return this;
    }

    void requireSound(SoftwareKey key) throws KeyTransferException {
        RsaKeyHealth health = primality ? RsaKeyHealth.of(key) : RsaKeyHealth.withoutPrimality(key);
        health.requireSound(weakKeys).forEach(this::warn);
    }

    /** {@return the secrets} */
    public SourceSecrets secrets() {
        return secrets;
    }

    /**
     * {@return what is shared under this type}
     *
     * @param <T> the type
     * @param type the type
     */
    public <T> Optional<T> shared(Class<T> type) {
        Arguments.notNull("type", type);
        return Optional.ofNullable(shared.get(type)).map(type::cast);
    }

    /** {@return whether a file may be read that nothing protects against changes} */
    public boolean allowsNoMac() {
        return allowsNoMac;
    }

    /**
     * Says what may be wrong with the key.
     *
     * @param text a sentence for the operator
     */
    public void warn(String text) {
        Arguments.notNull("text", text);
        warnings.add(text);
        onWarning.accept(text);
    }

    /**
     * Says what is known about the key.
     *
     * @param fact a sentence for the operator
     */
    public void tell(String fact) {
        Arguments.notNull("fact", fact);
        facts.add(fact);
        onFact.accept(fact);
    }

    /** {@return the warnings so far} */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** {@return the facts so far} */
    public List<String> facts() {
        return List.copyOf(facts);
    }
}
