package dev.keyhaul.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.session.PresentObject;
import java.io.File;
import java.io.FileInputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the house style asks of every module. */
@Tag("once")
final class HouseRulesTest {
    @Test
    void library_leavesTheStandardStreamsAlone() {
        noClasses()
                .that(Classes.outside(Module.CLI))
                .should(ACCESS_STANDARD_STREAMS)
                .check(Classes.ALL);
    }

    @Test
    void library_neverEndsTheProcessOrChangesItsSettings() {
        noClasses()
                .that(Classes.outside(Module.CLI))
                .should(callMethod(System.class, "exit", int.class))
                .orShould(callMethod(Runtime.class, "halt", int.class))
                .orShould(callMethod(System.class, "setProperty", String.class, String.class))
                .check(Classes.ALL);
    }

    /** A source such as {@code pin-source=|command} must never become a process. */
    @Test
    void library_startsNoProcess() {
        noClasses()
                .that(Classes.outside(Module.CLI))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class, Process.class)
                .check(Classes.ALL);
    }

    /** What a search finds may be gone a moment later: so whoever searches gets what was read. */
    @Test
    void handlesOfASearch_areSeenByItsReaderAlone() {
        assertThat(Classes.callers(Cryptoki.class, "findObjects"))
                .containsExactly(
                        PresentObject.class.getPackageName() + ".GatedCryptoki",
                        PresentObject.class.getName());
    }

    /** A token that cannot do what the plan wants is seen before the plan is closed. */
    @Test
    void hostIsEnrolled_withTokensThatWereTried() {
        assertThat(Classes.callers(PlannedToken.class, "known"))
                .containsExactly("dev.keyhaul.cli.ceremony.TriedToken");
    }

    /** A client made elsewhere reads answers of any length, and notes no change that it sends. */
    @Test
    void network_isReachedThroughOneDoor() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.connection\\.HttpClients(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "com\\.azure\\.core\\.http\\.jdk\\..*|java\\.net\\.http\\.HttpClient(\\$.*)?")
                .check(Classes.ALL);
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.connection\\.SdkClients")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(".*\\.(KeyClientBuilder|CryptographyClientBuilder)")
                .check(Classes.ALL);
    }

    /** A command replaces no file that it has read: {@code core.file} alone opens files. */
    @Test
    void files_areReadInOnePlace() {
        Set<String> readers =
                Set.of(
                        "newInputStream",
                        "newBufferedReader",
                        "readAllBytes",
                        "readAllLines",
                        "readString",
                        "lines",
                        "newByteChannel");
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.keyhaul.core.file")
                // What the kernel says of this process.
                .and()
                .doNotHaveSimpleName("InstallationCheck")
                .should()
                .callMethodWhere(
                        describe(
                                "it reads a file",
                                call ->
                                        call.getTargetOwner().isEquivalentTo(Files.class)
                                                && readers.contains(call.getTarget().getName())))
                .orShould()
                .callConstructor(FileInputStream.class, File.class)
                .orShould()
                .callConstructor(FileInputStream.class, String.class)
                .check(Classes.ALL);
    }

    /** On Windows a file that a scanner has open can be neither moved nor removed for a moment. */
    @Test
    void names_areMovedAndRemovedInOnePlace() {
        for (String method : List.of("move", "delete", "deleteIfExists")) {
            Set<String> callers = Classes.callers(Files.class, method);
            // Of the library that the JVM has just loaded from there.
            callers.removeIf(name -> name.endsWith(".NativeWrapper"));
            callers.removeIf(name -> name.contains(".benchmarks."));
            assertThat(callers).as(method).isSubsetOf(FileNames.class.getName());
        }
    }

    /** There a lock keeps others from reading what is locked: so it is far behind any content. */
    @Test
    void files_areLockedInOnePlace() {
        for (String method : List.of("lock", "tryLock")) {
            assertThat(Classes.callers(FileChannel.class, method))
                    .as(method)
                    .isSubsetOf(OwnerOnly.class.getName());
        }
    }

    @Test
    void logging_isSlf4j() {
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(Classes.ALL);
    }

    @Test
    void stateIsNeverStaticAndMutable() {
        fields().that().areStatic().should().beFinal().check(Classes.ALL);
    }

    @Test
    void names_sayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helpers?|Managers?|Impl)")
                .check(Classes.ALL);
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..utils..", "..helper..", "..impl..", "..manager..")
                .check(Classes.ALL);
    }

    @Test
    void concreteClasses_areFinal() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .doNotHaveModifier(ABSTRACT)
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAssignableTo(Throwable.class)
                .and(describe("are not package-info", HouseRulesTest::isNoPackageInfo))
                .should()
                .haveModifier(FINAL)
                .check(Classes.ALL);
    }

    private static boolean isNoPackageInfo(JavaClass found) {
        return !found.getSimpleName().equals("package-info");
    }
}
