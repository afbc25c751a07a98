package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan can name, and where that is on a host. */
class PlannedSourceTest {
    @TempDir Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:token=hsm;object=tenant?module-path=evil.so",
                "pkcs11:token=hsm;object=tenant?pin-source=file:pin",
                "pkcs11:token=hsm;object=tenant?",
                "pkcs11:token=hsm;object=tenant;pin=1234",
                "pkcs11:token=my hsm;object=tenant",
                "pkcs11:object=tenant",
                "pkcs11:token=hsm",
                "pfx:/home/ada/tenant.pfx",
                "pfx:../tenant.pfx",
                "pfx:keys/../../tenant.pfx",
                "pfx:C:tenant.pfx",
                "pfx:tenant.pfx?password=1234",
                "pfx:tenant.pfx;password=1234",
                "backup:place.store/ID?expect=1234",
                "backup:place.store/ID?share-password-file=pin",
                "password",
                "tenant.pfx",
                "",
            })
    void planCannotNameIt(String text) {
        assertThatThrownBy(() -> PlannedSource.parse(text))
                .isInstanceOf(KeyTransferException.class)
                .hasMessageNotContaining("1234")
                .hasMessageNotContaining("evil");
    }

    @Test
    void planNamesTheRest_inOneForm() throws Exception {
        assertThat(PlannedSource.parse("pkcs11:object=a%2Fb;token=m%79%20hsm"))
                .extracting(PlannedSource::text, PlannedSource::token)
                .containsExactly("pkcs11:token=my%20hsm;object=a%2Fb", Optional.of("my hsm"));
        PlannedSource pfx = PlannedSource.parse("pfx:place.pfx/old/t.pfx#tenant");
        assertThat(pfx.text()).isEqualTo("pfx:place.pfx/old/t.pfx#tenant");
        Path there = pfx.place().orElseThrow().in(home, Map.of("pfx", Path.of("/safe")));
        assertThat(pfx.on(there)).isEqualTo("pfx:/safe/old/t.pfx#tenant");
        assertThat(PlannedSource.recipient("shares:2/3").text()).isEqualTo("shares:2/3");
        assertThat(PlannedSource.recipient("password").place()).isEmpty();
    }

    @Test
    void place_isBelowThePlansFolder_orTheHostsOwn() throws Exception {
        assertThat(new PlannedPlace("copies/a").in(home, Map.of()))
                .isEqualTo(home.resolve("copies/a"));
        PlannedPlace drive = new PlannedPlace("place.drive-a");
        assertThat(drive.in(home, Map.of("drive-a", Path.of("/media/a"))))
                .isEqualTo(Path.of("/media/a"));
        assertThatThrownBy(() -> drive.in(home, Map.of("drive-b", Path.of("/media/b"))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no path for 'place.drive-a'");

        Path outside = Files.createDirectory(home.resolve("outside"));
        Path plan = Files.createDirectory(home.resolve("stick"));
        Files.createSymbolicLink(plan.resolve("copies"), outside);
        for (String path : new String[] {"copies", "copies/a"}) {
            assertThatThrownBy(() -> new PlannedPlace(path).in(plan, Map.of()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("a link that leads out of the plan's folder");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../here", "a/b", ".ssh", "", "a\\b", "a\nb"})
    void nameOfAHost_isNoPath(String name) {
        assertThatThrownBy(
                        () ->
                                new PlannedHost(
                                        name,
                                        Set.of(),
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--module=/tmp/evil.so", "-q", "a\nb", " "})
    void labelOfAToken_isNoOption(String label) {
        assertThatThrownBy(() -> PlannedToken.named(label, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What a token cannot do is seen before the plan is closed. */
    @Test
    void hostThatHasNotLookedAtItsToken_isNotEnrolled() throws Exception {
        PublicKey key = GeneratedKeys.rsa(2048).getPublic();
        PlannedToken token = PlannedToken.named("hsm", true);
        PlannedHost host = PlannedHost.named("offline", Set.of(Duty.OFFLINE), List.of(token));

        assertThatThrownBy(() -> host.enrolled(key, List.of(token), "keyhaul 1"))
                .hasMessageContaining("has not looked at its token");
        assertThat(host.enrolled(key, List.of(token.known("", "none")), "keyhaul 1").isEnrolled())
                .isTrue();
    }
}
