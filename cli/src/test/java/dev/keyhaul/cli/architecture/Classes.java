package dev.keyhaul.cli.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The classes of every module, without tests and their fixtures. */
final class Classes {
    static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("dev.keyhaul");

    private Classes() {}

    static DescribedPredicate<JavaClass> outside(Module... modules) {
        return DescribedPredicate.describe(
                "outside " + List.of(modules),
                candidate -> !List.of(modules).contains(Module.of(candidate)));
    }

    static DescribedPredicate<JavaClass> in(Module module) {
        return DescribedPredicate.describe(
                "in " + module, candidate -> Module.of(candidate) == module);
    }

    /** Top-level classes, other than the owner, that call a method of this name or refer to it. */
    static Set<String> callers(Class<?> owner, String method) {
        return callers(ALL, owner, method);
    }

    /** The same among these classes. */
    static Set<String> callers(JavaClasses classes, Class<?> owner, String method) {
        return classes.stream()
                .flatMap(Classes::codeUnitAccesses)
                .filter(access -> isTarget(access.getTarget(), owner, method))
                .map(access -> topLevel(access.getOriginOwner()).getName())
                .filter(name -> !name.equals(owner.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<JavaCodeUnitAccess<?>> codeUnitAccesses(JavaClass origin) {
        return Stream.concat(
                origin.getCodeUnitCallsFromSelf().stream(),
                origin.getCodeUnitReferencesFromSelf().stream());
    }

    private static boolean isTarget(CodeUnitAccessTarget target, Class<?> owner, String method) {
        return target.getOwner().isEquivalentTo(owner) && target.getName().equals(method);
    }

    static JavaClass topLevel(JavaClass found) {
        return found.getEnclosingClass().map(Classes::topLevel).orElse(found);
    }
}
