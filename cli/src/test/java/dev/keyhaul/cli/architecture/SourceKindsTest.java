package dev.keyhaul.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.core.uri.TokenKeyName;
import dev.keyhaul.pkcs11.source.TokenUri;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two kinds of text name keys. Only what the operator of this process typed is a {@link
 * TypedSource}, and only that can name a PKCS#11 module or the file of a PIN; what any parser of a
 * file yields is another type, which has no place for them.
 */
@Tag("once")
final class SourceKindsTest {
    /** Where an operator's text comes in, and why each is one. */
    private static final Map<String, String> TYPED =
            Map.ofEntries(
                    Map.entry("dev.keyhaul.cli.kind.Sources", "values of options"),
                    Map.entry("dev.keyhaul.cli.kind.FilesInText", "values of options"),
                    Map.entry("dev.keyhaul.cli.source.GivenPins", "words of the command line"),
                    Map.entry("dev.keyhaul.cli.backup.RecipientOptions", "values of options"),
                    Map.entry("dev.keyhaul.cli.byok.TargetOptions", "no value"),
                    Map.entry("dev.keyhaul.cli.vault.ImportWay", "no value"),
                    Map.entry("dev.keyhaul.cli.key.KeyImportCommand", "values of options"),
                    Map.entry("dev.keyhaul.cli.inspect.Named", "a parameter"),
                    Map.entry("dev.keyhaul.cli.inspect.Inspection", "a parameter"),
                    Map.entry("dev.keyhaul.cli.tenant.TenantCheckCommand", "values of options"),
                    Map.entry("dev.keyhaul.cli.tenant.TenantRunbookCommand", "values of options"),
                    Map.entry("dev.keyhaul.cli.plan.HostPlan", "this host's own memory"),
                    Map.entry("dev.keyhaul.cli.ceremony.Enrolment", "a key that it made"),
                    Map.entry("dev.keyhaul.cli.ceremony.LostToken", "a key that it made"),
                    // For an error alone: they parse nothing from it.
                    Map.entry("dev.keyhaul.backup.destination.RecipientSpec", "its shown form"),
                    Map.entry("dev.keyhaul.backup.source.BackupSource", "its shown form"));

    @Test
    void typedSource_isMadeOnlyWhereAnOperatorsTextComesIn() {
        Set<String> makers = new TreeSet<>();
        for (JavaClass type : Classes.ALL) {
            type.getCodeUnitCallsFromSelf().stream()
                    .filter(call -> call.getTargetOwner().isEquivalentTo(TypedSource.class))
                    .filter(call -> Set.of("of", "<init>").contains(call.getName()))
                    .filter(call -> !type.isEquivalentTo(TypedSource.class))
                    .forEach(call -> makers.add(outermost(type)));
            type.getMethodReferencesFromSelf().stream()
                    .filter(call -> call.getTargetOwner().isEquivalentTo(TypedSource.class))
                    .filter(call -> call.getName().equals("of"))
                    .forEach(call -> makers.add(outermost(type)));
        }

        assertThat(makers).containsExactlyInAnyOrderElementsOf(TYPED.keySet());
    }

    /** Plans, requests, records, approvals, manifests, journals, stores, status files, logs. */
    @Test
    void modulesThatReadFiles_doNotKnowTheTypedKind() {
        noClasses()
                .that(
                        resideInAnyPackage(
                                        "dev.keyhaul.ceremony..",
                                        "dev.keyhaul.batch..",
                                        "dev.keyhaul.workflow..",
                                        "dev.keyhaul.tenant..",
                                        "dev.keyhaul.adrms..",
                                        "dev.keyhaul.usageaudit..",
                                        "dev.keyhaul.keyvault..",
                                        "dev.keyhaul.localvault..",
                                        "dev.keyhaul.pfx..",
                                        "dev.keyhaul.backup..")
                                .and(not(resideInAnyPackage("dev.keyhaul.backup.source..")))
                                .and(not(nameIs("dev.keyhaul.backup.destination.RecipientSpec"))))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(TypedSource.class)
                .check(Classes.ALL);
    }

    private static DescribedPredicate<JavaClass> nameIs(String name) {
        return DescribedPredicate.describe("is " + name, type -> outermost(type).equals(name));
    }

    /**
     * Each method that reads a text and yields a token's URI, in whatever module: only those that
     * take the typed kind can yield one with a module.
     */
    @Test
    void uriWithAModule_isReadFromTheTypedKindAlone() {
        Map<String, String> readers = new TreeMap<>();
        for (JavaCodeUnit unit : Classes.ALL.get(TokenUri.class).getCodeUnits()) {
            if (unit.getModifiers().contains(JavaModifier.PUBLIC)
                    && unit.getModifiers().contains(JavaModifier.STATIC)
                    && !unit.getRawReturnType().isEquivalentTo(boolean.class)) {
                readers.put(
                        unit.getName()
                                + unit.getRawParameterTypes().stream()
                                        .map(JavaClass::getSimpleName)
                                        .toList(),
                        unit.getRawReturnType().getSimpleName());
            }
        }

        assertThat(readers)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "parse[TypedSource]",
                                "TokenUri",
                                "parse[String]",
                                "TokenUri",
                                "parseWithPinValue[String]",
                                "TokenUriWithPin",
                                "of[TokenInfo, KeyInfo]",
                                "TokenUri",
                                "of[TokenSelector, KeySelector]",
                                "TokenUri",
                                "of[TokenSelector]",
                                "TokenUri"));
        assertThat(callersOf("parseWithPinValue")).as("for applications alone").isEmpty();
    }

    /** What comes from a file is this: it has nothing that could be loaded, or read as a secret. */
    @Test
    void nameOfATokenKey_hasNoMemberForAModuleOrAPin() {
        Set<String> members =
                Classes.ALL.get(TokenKeyName.class).getFields().stream()
                        .filter(field -> !field.getRawType().isEquivalentTo(Path.class))
                        .map(JavaField::getName)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(members).containsExactly("object", "token", "uri");
        assertThat(Classes.ALL.get(TokenKeyName.class).getFields()).hasSameSizeAs(members);
    }

    private static Set<String> callersOf(String method) {
        Set<String> callers = new TreeSet<>();
        for (JavaClass type : Classes.ALL) {
            type.getMethodCallsFromSelf().stream()
                    .filter(call -> call.getTargetOwner().isEquivalentTo(TokenUri.class))
                    .filter(call -> call.getName().equals(method))
                    .forEach(call -> callers.add(outermost(type)));
        }
        return callers;
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }
}
