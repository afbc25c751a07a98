package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.architecture.PublicTypes.PublicType;
import dev.keyhaul.pkcs11.source.TokenUri;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What applications rely on in every public type, as CONTRIBUTING says under "The API". */
@Tag("once")
final class PublicApiTest {
    /**
     * In packages that are not exported: an object that the token did not destroy is an error of
     * the whole operation, which its caller inside handles.
     */
    private static final Set<String> INSIDE_PKCS11 =
            Set.of(
                    "dev.keyhaul.pkcs11.object.SessionObject",
                    "dev.keyhaul.pkcs11.object.ThrowAwayPair",
                    "dev.keyhaul.pkcs11.probe.RehearsalAes",
                    "dev.keyhaul.pkcs11.restore.ImportPair",
                    "dev.keyhaul.pkcs11.restore.Restoration$Way",
                    "dev.keyhaul.pkcs11.wrap.ShippingAes");

    /** A caller of try-with-resources handles the checked errors of its body only. */
    @Test
    void closing_declaresNoCheckedException() {
        List<PublicType> closing =
                PublicTypes.ALL.stream()
                        .filter(found -> AutoCloseable.class.isAssignableFrom(found.type()))
                        .toList();
        assertThat(closing).hasSizeGreaterThan(20);
        assertThat(closing)
                .filteredOn(found -> declaresChecked(found.type()))
                .extracting(found -> found.type().getName())
                .filteredOn(name -> !INSIDE_PKCS11.contains(name))
                .as("throw KeyTransferException.Unchecked, which names what was not closed")
                .isEmpty();
    }

    @Test
    void closing_withACheckedException_isFound() {
        assertThat(declaresChecked(InputStream.class)).isTrue();
        assertThat(declaresChecked(Stream.class)).isFalse();
    }

    private static boolean declaresChecked(Class<?> type) {
        try {
            return Arrays.stream(type.getMethod("close").getExceptionTypes())
                    .anyMatch(thrown -> !RuntimeException.class.isAssignableFrom(thrown));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no close()", e);
        }
    }

    /** The constructor of a record is exempt: it takes what the accessor returns. */
    @Test
    void parameter_isNeverAnOptional() {
        List<String> wrong = new ArrayList<>();
        int looked = 0;
        for (PublicType found : PublicTypes.EXPORTED) {
            Class<?> type = found.type();
            List<Executable> callables = new ArrayList<>(List.of(type.getDeclaredMethods()));
            if (!type.isRecord()) {
                callables.addAll(List.<Constructor<?>>of(type.getDeclaredConstructors()));
            }
            for (Executable callable : callables) {
                if (isForCallers(callable)) {
                    looked++;
                    if (takesOptional(callable)) {
                        wrong.add(callable.toString());
                    }
                }
            }
        }
        assertThat(looked).isGreaterThan(1000);
        assertThat(wrong).as("take a @Nullable parameter, or have two methods").isEmpty();
    }

    @Test
    void optionalParameter_isFound() throws NoSuchMethodException {
        Method taking = Lookup.class.getMethod("find", String.class, Optional.class);
        assertThat(isForCallers(taking)).isTrue();
        assertThat(takesOptional(taking)).isTrue();
    }

    /** Of a functional interface, as an application would implement it. */
    @FunctionalInterface
    public interface Lookup {
        String find(String name, Optional<String> otherwise);
    }

    @Test
    void type_saysSinceWhen() {
        assertThat(PublicTypes.EXPORTED)
                .filteredOn(found -> found.type().getDeclaringClass() == null)
                .as("add @since, and the version that will have it")
                .allMatch(found -> found.comment().contains("@since "));
    }

    @Test
    void package_saysSinceWhenAndHowStableItIs() {
        assertThat(PublicTypes.PACKAGES)
                .hasSizeGreaterThan(25)
                .as("add @since and 'Stability: API.' or 'Stability: experimental.'")
                .allSatisfy(
                        folder ->
                                assertThat(folder.resolve("package-info.java"))
                                        .content()
                                        .containsPattern("\\* @since \\d")
                                        .containsPattern("Stability: (?:API|experimental)[.;]"));
    }

    /** The class path shows what modules hide. */
    @Test
    void package_isInternal_unlessItIsExported() {
        List<Path> hidden =
                PublicTypes.ALL.stream()
                        .map(found -> found.file().getParent())
                        .distinct()
                        .filter(folder -> !PublicTypes.PACKAGES.contains(folder))
                        .toList();
        assertThat(hidden)
                .hasSizeGreaterThan(50)
                .as("add @Internal")
                .allSatisfy(folder -> assertThat(isInternal(folder)).as("%s", folder).isTrue());
        assertThat(PublicTypes.PACKAGES)
                .as("export it to nobody, or leave out @Internal")
                .allSatisfy(folder -> assertThat(isInternal(folder)).as("%s", folder).isFalse());
    }

    private static boolean isInternal(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("package-info.java")).contains("@Internal");
    }

    /** Records, enums and exceptions are data: they need none. */
    @Test
    void comment_saysWhichThreadsMayUseTheType() {
        assertThat(PublicTypes.EXPORTED)
                .filteredOn(found -> !isData(found.type()))
                .hasSizeGreaterThan(100)
                .as("say whether it is immutable, stateless or thread-safe, or whose thread it is")
                .allMatch(found -> THREADS.matcher(found.comment()).find());
    }

    @Test
    void immutableType_hasOnlyFinalFields_andAStatelessOneHasNone() {
        assertThat(PublicTypes.EXPORTED)
                .filteredOn(found -> found.comment().contains("Immutable"))
                .allSatisfy(
                        found ->
                                assertThat(fields(found.type()))
                                        .allMatch(field -> Modifier.isFinal(field.getModifiers())));
        assertThat(PublicTypes.EXPORTED)
                .filteredOn(found -> found.comment().contains("Stateless"))
                .hasSizeGreaterThan(20)
                .allSatisfy(found -> assertThat(fields(found.type())).isEmpty());
    }

    @Test
    void comment_ofWhatMustBeClosed_speaksOfClosing() {
        assertThat(PublicTypes.EXPORTED)
                .filteredOn(found -> AutoCloseable.class.isAssignableFrom(found.type()))
                .filteredOn(found -> !found.type().isRecord())
                .as("say who closes it, and what that wipes or ends")
                .allMatch(found -> CLOSING.matcher(found.comment()).find());
    }

    /** That names another type, and explains nothing. */
    @Test
    void comment_beginsWithWhatTheTypeIs() {
        assertThat(PublicTypes.EXPORTED)
                .noneMatch(found -> found.comment().contains("/** The same as"))
                .noneMatch(found -> found.comment().matches("(?s)/\\*\\*\\s*\\*? ?The same as.*"));
    }

    @Test
    void comment_isFoundBeforeItsType() {
        assertThat(PublicTypes.EXPORTED)
                .filteredOn(found -> found.type() == TokenUri.class)
                .singleElement()
                .satisfies(
                        found ->
                                assertThat(found.comment())
                                        .startsWith("/**")
                                        .contains("RFC 7512")
                                        .endsWith("*/"));
    }

    private static final Pattern THREADS = Pattern.compile("(?i)thread|immutable|stateless");

    private static final Pattern CLOSING = Pattern.compile("(?i)clos(?:e|ing)");

    private static boolean isData(Class<?> type) {
        return type.isRecord() || type.isEnum() || Throwable.class.isAssignableFrom(type);
    }

    private static List<Field> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .toList();
    }

    private static boolean isForCallers(Executable callable) {
        return !callable.isSynthetic()
                && (callable.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
                && !callable.getName().equals("equals");
    }

    private static boolean takesOptional(Executable callable) {
        return Arrays.asList(callable.getParameterTypes()).contains(Optional.class);
    }
}
