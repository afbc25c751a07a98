package dev.keyhaul.cli.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;

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
}
