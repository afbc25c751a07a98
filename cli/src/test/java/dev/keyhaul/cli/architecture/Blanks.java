package dev.keyhaul.cli.architecture;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Something to pass for each parameter, and to call each method on, without a token, a vault or a
 * file: an object of a class of ours is blank, made without its constructor, so that whatever
 * touches its state before it looked at an argument fails.
 */
final class Blanks {
    private static final Map<Class<?>, Object> VALUES = values();

    private static final Object UNSAFE = unsafe();

    private Blanks() {}

    static Object of(Class<?> type) {
        Object value = VALUES.get(type);
        if (value != null) {
            return value;
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 1);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type.isSealed()) {
            return of(type.getPermittedSubclasses()[0]);
        }
        if (type.isInterface()) {
            return Proxy.newProxyInstance(
                    Blanks.class.getClassLoader(), new Class<?>[] {type}, Blanks::answer);
        }
        if (Throwable.class.isAssignableFrom(type)
                && type.isAssignableFrom(RefusedException.class)) {
            return new RefusedException(Reason.VALUE_FORM, "x");
        }
        if (type == java.security.cert.X509Certificate.class) {
            return allocated(named("sun.security.x509.X509CertImpl"));
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            throw new IllegalArgumentException("no value for " + type);
        }
        return allocated(type);
    }

    private static Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        return switch (method.getName()) {
            case "hashCode" -> 1;
            case "equals" -> false;
            case "toString" -> "blank";
            default -> throw new IllegalStateException("called " + method);
        };
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object allocated(Class<?> type) {
        try {
            return UNSAFE.getClass()
                    .getMethod("allocateInstance", Class.class)
                    .invoke(UNSAFE, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    private static Object unsafe() {
        try {
            Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<Class<?>, Object> values() {
        Map<Class<?>, Object> values = new HashMap<>();
        values.put(boolean.class, false);
        values.put(int.class, 1);
        values.put(long.class, 1L);
        values.put(byte.class, (byte) 1);
        values.put(char.class, 'x');
        values.put(double.class, 1d);
        values.put(Integer.class, 1);
        values.put(Long.class, 1L);
        values.put(Object.class, "x");
        values.put(String.class, "x");
        values.put(CharSequence.class, "x");
        values.put(Class.class, String.class);
        values.put(List.class, List.of());
        values.put(Set.class, Set.of());
        values.put(Map.class, Map.of());
        values.put(Iterable.class, List.of());
        values.put(java.util.Collection.class, List.of());
        values.put(Optional.class, Optional.empty());
        // No folder can be made there, and no file.
        values.put(Path.class, Path.of("/dev/null/x"));
        values.put(URI.class, URI.create("https://host.invalid/"));
        values.put(Instant.class, Instant.EPOCH);
        values.put(LocalDate.class, LocalDate.EPOCH);
        values.put(Duration.class, Duration.ofSeconds(1));
        values.put(Clock.class, Clock.systemUTC());
        values.put(ZoneId.class, ZoneId.of("UTC"));
        values.put(UUID.class, new UUID(1, 2));
        values.put(BigInteger.class, BigInteger.TEN);
        values.put(HttpClient.class, HttpClient.newHttpClient());
        values.put(Throwable.class, new IllegalStateException("x"));
        values.put(Exception.class, new IllegalStateException("x"));
        values.put(java.io.Writer.class, java.io.Writer.nullWriter());
        values.put(java.io.Reader.class, java.io.Reader.nullReader());
        values.put(java.io.InputStream.class, java.io.InputStream.nullInputStream());
        values.put(java.io.OutputStream.class, java.io.OutputStream.nullOutputStream());
        values.put(java.security.Provider.class, java.security.Security.getProviders()[0]);
        values.put(RSAPublicKey.class, rsa());
        values.put(java.security.PublicKey.class, rsa());
        return values;
    }

    private static RSAPublicKey rsa() {
        try {
            KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA");
            pairs.initialize(2048);
            return (RSAPublicKey) pairs.generateKeyPair().getPublic();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
