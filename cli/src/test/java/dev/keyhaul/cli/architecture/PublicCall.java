package dev.keyhaul.cli.architecture;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a constructor or method that applications may call. A new type or method is found
 * by itself: the modules' declarations say what they export.
 */
record PublicCall(Class<?> type, Executable callable, int index) {
    /** Every parameter of everything that applications may call. */
    static List<PublicCall> all() {
        return PublicTypes.EXPORTED.stream()
                .map(PublicTypes.PublicType::type)
                .flatMap(PublicCall::of)
                .toList();
    }

    private static Stream<PublicCall> of(Class<?> type) {
        return Stream.<Executable>concat(
                        Arrays.stream(type.getDeclaredConstructors()),
                        Arrays.stream(type.getDeclaredMethods()))
                .filter(callable -> isForCallers(type, callable))
                .sorted(Comparator.comparing(Executable::toString))
                .flatMap(
                        callable ->
                                IntStream.range(0, callable.getParameterCount())
                                        .mapToObj(i -> new PublicCall(type, callable, i)));
    }

    /** An error's constructor refuses nothing: it would hide the failure that it tells of. */
    private static boolean isForCallers(Class<?> type, Executable callable) {
        int modifiers = callable.getModifiers();
        return !callable.isSynthetic()
                && Modifier.isPublic(modifiers)
                && !Modifier.isAbstract(modifiers)
                && !callable.getName().equals("equals")
                && !(type.isEnum() && callable.getName().equals("valueOf"))
                && !(callable instanceof Constructor
                        && (Throwable.class.isAssignableFrom(type)
                                || Modifier.isAbstract(type.getModifiers())));
    }

    Class<?> parameterType() {
        return callable.getParameterTypes()[index];
    }

    boolean mayBeNull() {
        return callable.getParameters()[index]
                .getAnnotatedType()
                .isAnnotationPresent(Nullable.class);
    }

    /** Whether it makes an object, or is a step of a builder: no state is needed to look at it. */
    boolean makesSomething() {
        return callable instanceof Constructor
                || Modifier.isStatic(callable.getModifiers())
                || callable instanceof Method method && method.getReturnType() == type;
    }

    /** An interface's own method that does nothing, for applications to override. */
    boolean isCallback() {
        return callable instanceof Method method && method.isDefault();
    }

    /** Calls it with blanks, and with {@code argument} here; returns what it throws, or null. */
    @Nullable Throwable thrownFor(@Nullable Object argument) {
        Class<?>[] types = callable.getParameterTypes();
        @Nullable Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = i == index ? argument : Blanks.of(types[i]);
        }
        try {
            callable.setAccessible(true);
            if (callable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                Object target = Modifier.isStatic(callable.getModifiers()) ? null : Blanks.of(type);
                ((Method) callable).invoke(target, arguments);
            }
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(toString(), e);
        }
    }

    /** The type, the method and its parameters' types, and which of them. */
    @Override
    public String toString() {
        String name = callable instanceof Constructor ? "new" : callable.getName();
        String types =
                Arrays.stream(callable.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", "));
        return type.getName().substring("dev.keyhaul.".length()).replace('$', '.')
                + "."
                + name
                + "("
                + types
                + ") #"
                + (index + 1);
    }
}
