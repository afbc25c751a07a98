package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.jna.JnaCryptoki;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.probe.RehearsalAes;
import dev.keyhaul.pkcs11.probe.SoftwareKek;
import dev.keyhaul.pkcs11.wrap.KekObject;
import dev.keyhaul.pkcs11.wrap.ResidentAes;
import dev.keyhaul.pkcs11.wrap.ShippingAes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.security.Key;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * No target, and no AES key that wraps one, is ever wrapped under a key whose private half is in
 * this process: whoever reads its memory could open the target.
 */
class SoftwareKekTest {
    private final Map<Long, BigInteger> moduli = new HashMap<>();
    private final List<Wrap> wraps = new ArrayList<>();

    private record Wrap(long mechanism, long wrappingKey, long key) {}

    /** What the token was asked, on the first blobs and on later ones. */
    @Test
    void aesKeyOfATarget_isWrappedUnderTheKekAlone() throws Exception {
        try (SoftHsm hsm = SoftHsm.create(library -> observed(JnaCryptoki.open(library)))) {
            hsm.addToken("HSM", KeyRequest.target("tenant"));
            try (Token token = hsm.login("HSM")) {
                TokenKey target = token.rsaKey(KeySelector.label("tenant"));
                RsaAesWrappingKey kek = TestKeys.kek();
                for (int i = 0; i < 3; i++) {
                    target.wrapUnder(kek);
                }
                List<Long> ofTarget =
                        wraps.stream()
                                .filter(wrap -> wrap.key() == target.info().found().handle())
                                .map(Wrap::wrappingKey)
                                .toList();
                List<BigInteger> under =
                        wraps.stream()
                                .filter(wrap -> wrap.mechanism() == Ckm.RSA_PKCS_OAEP.code())
                                .filter(wrap -> ofTarget.contains(wrap.key()))
                                .map(wrap -> moduli.get(wrap.wrappingKey()))
                                .toList();

                assertThat(ofTarget).hasSize(3).doesNotHaveDuplicates();
                assertThat(under).hasSize(3).containsOnly(kek.publicKey().getModulus());
                // The rehearsal's two keys went under another one, and each decoy.
                assertThat(wraps)
                        .filteredOn(wrap -> wrap.mechanism() == Ckm.RSA_PKCS_OAEP.code())
                        .hasSize(8);
            }
        }
    }

    /** In one call: under the KEK, and once under a pair of the token, which nobody here made. */
    @Test
    void targetInOneCall_isWrappedUnderNoKeyOfThisProcess() throws Exception {
        try (ShimModule shim = ShimModule.create(library -> observed(JnaCryptoki.open(library)))) {
            shim.obey("oneshot 0x1054");
            shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
            try (Token token = shim.hsm().login("HSM")) {
                token.wrapBy(WrapPolicy.of(StrategyRule.ONE_SHOT));
                TokenKey target = token.rsaKey(KeySelector.label("tenant"));
                RsaAesWrappingKey kek = TestKeys.kek();
                for (int i = 0; i < 3; i++) {
                    target.wrapUnder(kek);
                }
                BigInteger modulus = kek.publicKey().getModulus();
                long handle = target.info().found().handle();

                assertThat(wraps)
                        .filteredOn(wrap -> wrap.key() == handle)
                        .extracting(wrap -> moduli.get(wrap.wrappingKey()))
                        .containsExactly(null, modulus, modulus, modulus);
                // Three of the rehearsal, one under that pair, and three decoys.
                assertThat(wraps).filteredOn(wrap -> wrap.key() != handle).hasSize(7);
            }
        }
    }

    /** The types leave no other way: handles of AES keys are shown by none of them. */
    @Test
    void types_leaveNoWayFromATargetsAesKeyToASoftwareKek() {
        assertThat(parameters(ShippingAes.class))
                .contains(KekObject.class, HeldKey.class)
                .doesNotContain(SoftwareKek.class);
        assertThat(parameters(ResidentAes.class)).doesNotContain(SoftwareKek.class);
        assertThat(parameters(RehearsalAes.class))
                .contains(SoftwareKek.class, ControlKey.class)
                .doesNotContain(HeldKey.class, KekObject.class);
        for (Class<?> aes : List.of(ShippingAes.class, RehearsalAes.class, ResidentAes.class)) {
            assertThat(visible(aes).filter(method -> method.getParameterCount() == 0))
                    .as("what %s shows", aes)
                    .allMatch(method -> method.getReturnType() == void.class);
        }
        assertThat(parameters(SoftwareKek.class))
                .contains(ControlKey.class)
                .doesNotContain(HeldKey.class);
        assertThat(parameters(KekObject.class))
                .contains(HeldKey.class)
                .doesNotContain(ControlKey.class, SoftwareKek.class);
        assertThat(visible(SoftwareKek.class).map(Method::getReturnType))
                .as("a key of which a KekObject could be made")
                .noneMatch(Key.class::isAssignableFrom)
                .doesNotContain(KeyPair.class);
    }

    private static List<Class<?>> parameters(Class<?> type) {
        return visible(type).<Class<?>>flatMap(m -> Arrays.stream(m.getParameterTypes())).toList();
    }

    private static Stream<Method> visible(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !Modifier.isPrivate(method.getModifiers()))
                .filter(method -> !method.isSynthetic());
    }

    private Cryptoki observed(Cryptoki real) {
        return (Cryptoki)
                Proxy.newProxyInstance(
                        Cryptoki.class.getClassLoader(),
                        new Class<?>[] {Cryptoki.class},
                        (proxy, method, arguments) -> observe(real, method, arguments));
    }

    private @Nullable Object observe(Cryptoki real, Method method, Object[] arguments)
            throws Throwable {
        Object answer;
        try {
            answer = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (method.getName().equals("createObject")) {
            for (Attribute attribute : ((Template) arguments[1]).attributes()) {
                if (attribute instanceof Attribute.Bytes bytes && bytes.type() == Cka.MODULUS) {
                    moduli.put((Long) answer, new BigInteger(1, bytes.value()));
                }
            }
        } else if (method.getName().equals("wrapKey")) {
            wraps.add(
                    new Wrap(
                            ((Mechanism) arguments[1]).type(),
                            (Long) arguments[2],
                            (Long) arguments[3]));
        }
        return answer;
    }
}
