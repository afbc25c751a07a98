package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.keyhaul.pkcs11.object.AesTemplates;
import dev.keyhaul.pkcs11.object.EcTemplates;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.restore.Restored;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.staying.Newcomer;
import dev.keyhaul.pkcs11.staying.StayingKey;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No key that is to stay in a token is returned unless the gate let it in. A new name in a list
 * here is a decision for a reviewer.
 */
final class StayingKeysTest {
    private static final String MAKING = "dev.keyhaul.pkcs11.staying.KeyMaking";
    private static final String TRIAL = "dev.keyhaul.pkcs11.staying.GuardTrial";
    private static final String GENERATION = "dev.keyhaul.pkcs11.staying.KeyGeneration";
    private static final String RESTORATION = "dev.keyhaul.pkcs11.restore.Restoration";
    private static final String RESTORED = "dev.keyhaul.pkcs11.restore.Restored";

    private static final String PLANTED = "dev.keyhaul.cli.architecture.PlantedBypass calls ";

    /**
     * They make objects in a token. The first three make what stays, and the control what goes at
     * once; all others make session objects.
     */
    private static final Set<String> MAKERS =
            Set.of(
                    MAKING,
                    RESTORATION,
                    TRIAL,
                    "dev.keyhaul.pkcs11.object.EphemeralAes",
                    "dev.keyhaul.pkcs11.object.SessionObject",
                    "dev.keyhaul.pkcs11.object.ThrowAwayPair",
                    "dev.keyhaul.pkcs11.probe.AesControl",
                    "dev.keyhaul.pkcs11.probe.ControlKey",
                    "dev.keyhaul.pkcs11.probe.RehearsalAes",
                    "dev.keyhaul.pkcs11.probe.SoftwareKek",
                    "dev.keyhaul.pkcs11.probe.StayingControl",
                    "dev.keyhaul.pkcs11.restore.ImportPair",
                    "dev.keyhaul.pkcs11.staying.GuardedKey",
                    "dev.keyhaul.pkcs11.wrap.KekObject",
                    "dev.keyhaul.pkcs11.wrap.OwnPair",
                    "dev.keyhaul.pkcs11.wrap.ResidentAes",
                    "dev.keyhaul.pkcs11.wrap.ShippingAes");

    /** Who may call what. */
    private record Rule(Class<?> owner, String method, Set<String> callers) {
        Set<String> callersIn(JavaClasses classes) {
            return Classes.callers(classes, owner, method);
        }

        Stream<String> bypassesIn(JavaClasses classes) {
            return callersIn(classes).stream()
                    .filter(caller -> !callers.contains(caller))
                    .map(caller -> caller + " calls " + owner.getSimpleName() + "." + method);
        }
    }

    private static final List<Rule> RULES =
            List.of(
                    new Rule(Session.class, "create", MAKERS),
                    new Rule(Session.class, "createUnlessRefused", MAKERS),
                    new Rule(Session.class, "copy", MAKERS),
                    new Rule(Session.class, "generateKey", MAKERS),
                    new Rule(Session.class, "generateKeyPair", MAKERS),
                    new Rule(Session.class, "unwrap", MAKERS),
                    new Rule(Templates.class, "targetPrivate", Set.of(MAKING)),
                    new Rule(Templates.class, "recoveryPrivate", Set.of(MAKING, TRIAL)),
                    new Rule(Templates.class, "evidencePrivate", Set.of(MAKING)),
                    new Rule(Templates.class, "wrappingAes", Set.of(MAKING, TRIAL)),
                    new Rule(EcTemplates.class, "targetPrivate", Set.of(MAKING)),
                    new Rule(AesTemplates.class, "target", Set.of(MAKING)),
                    new Rule(Templates.class, "restored", Set.of(RESTORATION)),
                    new Rule(Restored.class, "resident", Set.of(RESTORATION)),
                    new Rule(StayingKey.class, "admit", Set.of(GENERATION, RESTORED)),
                    new Rule(Newcomer.class, "<init>", Set.of(GENERATION, RESTORED)));

    private static List<String> bypasses(JavaClasses classes) {
        return RULES.stream().flatMap(rule -> rule.bypassesIn(classes)).toList();
    }

    @Test
    void noClass_bypassesTheGate() {
        assertThat(bypasses(Classes.ALL)).isEmpty();
        assertThat(Classes.ALL.get(StayingKey.class).getConstructors())
                .allMatch(made -> made.getModifiers().contains(JavaModifier.PRIVATE));
    }

    @Test
    void plantedBypass_isFound() {
        assertThat(bypasses(new ClassFileImporter().importClasses(PlantedBypass.class)))
                .containsExactlyInAnyOrder(
                        PLANTED + "Session.generateKey",
                        PLANTED + "Templates.wrappingAes",
                        PLANTED + "StayingKey.admit");
    }

    /** A name that is not needed would let a later bypass through. */
    @Test
    void everyListedClass_isNeeded() {
        Set<String> callers = new TreeSet<>();
        for (Rule rule : RULES) {
            Set<String> found = rule.callersIn(Classes.ALL);
            callers.addAll(found);
            if (!rule.callers().equals(MAKERS)) {
                assertThat(found).as(rule.toString()).isEqualTo(rule.callers());
            }
        }
        assertThat(callers).containsAll(MAKERS);
    }
}
