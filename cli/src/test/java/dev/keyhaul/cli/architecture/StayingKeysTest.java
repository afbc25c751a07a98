package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaModifier;
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
import org.junit.jupiter.api.Test;

/**
 * No key that is to stay in a token is returned unless the gate let it in. A new name in a list
 * here is a decision for a reviewer.
 */
final class StayingKeysTest {
    private static final String MAKING = "dev.keyhaul.pkcs11.staying.KeyMaking";
    private static final String GENERATION = "dev.keyhaul.pkcs11.staying.KeyGeneration";
    private static final String RESTORATION = "dev.keyhaul.pkcs11.restore.Restoration";
    private static final String RESTORED = "dev.keyhaul.pkcs11.restore.Restored";

    /** They make objects in a token. All but the first two make session objects alone. */
    private static final Set<String> MAKERS =
            Set.of(
                    MAKING,
                    RESTORATION,
                    "dev.keyhaul.pkcs11.object.EphemeralAes",
                    "dev.keyhaul.pkcs11.object.SessionObject",
                    "dev.keyhaul.pkcs11.object.ThrowAwayPair",
                    "dev.keyhaul.pkcs11.probe.AesControl",
                    "dev.keyhaul.pkcs11.probe.ControlKey",
                    "dev.keyhaul.pkcs11.probe.RehearsalAes",
                    "dev.keyhaul.pkcs11.probe.SoftwareKek",
                    "dev.keyhaul.pkcs11.restore.ImportPair",
                    "dev.keyhaul.pkcs11.staying.GuardedKey",
                    "dev.keyhaul.pkcs11.wrap.KekObject",
                    "dev.keyhaul.pkcs11.wrap.OwnPair",
                    "dev.keyhaul.pkcs11.wrap.ResidentAes",
                    "dev.keyhaul.pkcs11.wrap.ShippingAes");

    @Test
    void objectsOfATokenAreMade_byTheListedClassesAlone() {
        Set<String> makers = new TreeSet<>();
        for (String call :
                List.of(
                        "create",
                        "createUnlessRefused",
                        "copy",
                        "generateKey",
                        "generateKeyPair",
                        "unwrap")) {
            makers.addAll(Classes.callers(Session.class, call));
        }
        assertThat(makers).containsExactlyInAnyOrderElementsOf(MAKERS);
    }

    @Test
    void keysThatStay_areMadeWhereTheGateFollows() {
        for (String template :
                List.of("targetPrivate", "recoveryPrivate", "evidencePrivate", "wrappingAes")) {
            assertThat(Classes.callers(Templates.class, template)).containsExactly(MAKING);
        }
        assertThat(Classes.callers(EcTemplates.class, "targetPrivate")).containsExactly(MAKING);
        assertThat(Classes.callers(AesTemplates.class, "target")).containsExactly(MAKING);
        assertThat(Classes.callers(Templates.class, "restored")).containsExactly(RESTORATION);
        assertThat(Classes.callers(Restored.class, "resident")).containsExactly(RESTORATION);
    }

    @Test
    void gate_isTheOnlyWayToAStayingKey() {
        assertThat(Classes.callers(StayingKey.class, "admit"))
                .containsExactlyInAnyOrder(GENERATION, RESTORED);
        assertThat(Classes.callers(Newcomer.class, "<init>"))
                .containsExactlyInAnyOrder(GENERATION, RESTORED);
        assertThat(Classes.ALL.get(StayingKey.class).getConstructors())
                .allMatch(made -> made.getModifiers().contains(JavaModifier.PRIVATE));
    }
}
