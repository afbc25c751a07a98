package dev.keyhaul.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each module sees what {@link Module} lists; nothing sees the command line. */
@Tag("once")
final class ModulesTest {
    @Test
    void everyClass_belongsToAListedModule() {
        assertThat(Classes.ALL).allSatisfy(Module::of);
        assertThat(Classes.ALL).anyMatch(found -> Module.of(found) == Module.CORE);
    }

    @ParameterizedTest
    @EnumSource
    void module_seesOnlyWhatItMay(Module module) {
        noClasses()
                .that(Classes.in(module))
                .should()
                .dependOnClassesThat(
                        describe(
                                "are in modules it may not see",
                                found -> Module.isOurs(found) && !module.maySee(Module.of(found))))
                .allowEmptyShould(true)
                .check(Classes.ALL);
    }

    @Test
    void packages_haveNoCycles() {
        slices().assignedFrom(new OnePackageOneSlice())
                .should()
                .beFreeOfCycles()
                .check(Classes.ALL);
    }

    @Test
    void picocli_isKnownToTheCommandLineAlone() {
        noClasses()
                .that(Classes.outside(Module.CLI))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(Classes.ALL);
    }

    /** What an application does not use is exported to our modules alone, or not at all. */
    @ParameterizedTest
    @CsvSource({"CORE, 66", "BACKUP, 31", "PFX_IMPORT, 11", "TENANT, 4", "WORKFLOW, 11"})
    void library_exportsAtMostSoManyTypesToAll(Module module, int most) throws Exception {
        JavaClass any = Classes.ALL.stream().filter(Classes.in(module)).findAny().orElseThrow();
        Path home =
                Path.of(any.reflect().getProtectionDomain().getCodeSource().getLocation().toURI());
        ModuleReference library = ModuleFinder.of(home).findAll().iterator().next();
        Set<String> exported =
                library.descriptor().exports().stream()
                        .filter(exports -> !exports.isQualified())
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet());

        assertThat(Classes.ALL)
                .filteredOn(
                        found ->
                                exported.contains(found.getPackageName())
                                        && found.isTopLevelClass()
                                        && found.getModifiers().contains(JavaModifier.PUBLIC))
                .hasSizeBetween(most / 2, most);
    }

    @Test
    void core_dependsOnTheJdkAndJacksonCoreOnly() {
        classes()
                .that(Classes.in(Module.CORE))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.keyhaul.core..",
                        "java..",
                        "javax.crypto..",
                        "javax.security.auth..",
                        "com.fasterxml.jackson.core..",
                        "org.jspecify.annotations..")
                .check(Classes.ALL);
    }

    /**
     * It costs 400 ms of start-up, so only what is under a password, in shares or certified needs
     * it.
     */
    @Test
    void bouncyCastle_isKnownToPasswordsSharesPfxAndTheLocalVaultAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.keyhaul.backup.shares..",
                        "dev.keyhaul.localvault.certificate..",
                        "dev.keyhaul.localvault.crypto..",
                        "dev.keyhaul.pfx..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(Classes.ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "com.azure.., KEY_VAULT",
        "com.sun.net.httpserver.., LOCAL_VAULT",
        "me.tongfei.., CLI",
        "org.duckdb.., USAGE_AUDIT",
        "org.xipki.., PKCS11_IAIK",
    })
    void library_isKnownToOneModule(String library, Module module) {
        noClasses()
                .that(Classes.outside(module))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(Classes.ALL);
    }

    /** An application with batches of its own need not have Azure's SDK. */
    @Test
    void keyVault_isKnownToTheBatchsDestinationAlone() {
        noClasses()
                .that(Classes.in(Module.BATCH))
                .and()
                .resideOutsideOfPackage("dev.keyhaul.batch.keyvault")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.keyhaul.keyvault..", "dev.keyhaul.batch.keyvault")
                .check(Classes.ALL);
    }

    /**
     * The audit's library is an optional part of the installation: a command without it must start.
     */
    @Test
    void usageAudit_isKnownToTheCommandAuditAlone() {
        noClasses()
                .that(Classes.outside(Module.USAGE_AUDIT))
                .and()
                .resideOutsideOfPackage("dev.keyhaul.cli.audit")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.keyhaul.usageaudit..")
                .check(Classes.ALL);
    }

    /**
     * Native code is the binding's; the demonstration also tells SoftHSM where its folder is,
     * records ask the kernel for the state of its clock, batches sync a file system, and the
     * process is guarded against native code.
     */
    @Test
    void jna_isKnownToTheBindingTheRehearsalRecordsAndTheProcessAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.keyhaul.cli.batch",
                        "dev.keyhaul.pkcs11.jna..",
                        "dev.keyhaul.cli.rehearsal",
                        "dev.keyhaul.workflow.record",
                        "dev.keyhaul.cli.process")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(Classes.ALL);
    }

    /** One package is one slice; a class of a library is in none. */
    private static final class OnePackageOneSlice implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass found) {
            return Module.isOurs(found)
                    ? SliceIdentifier.of(found.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
