package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A module that answers CKR_OK with what the standard does not allow is called by its name. */
@ExtendWith(RepeatedKeks.class)
class ModuleViolationTest {
    private final ShimModule shim = ShimModule.create();
    private Token token;

    @BeforeEach
    void open() throws Exception {
        shim.hsm()
                .addToken(
                        "HSM",
                        KeyRequest.target("tenant").withId(new byte[] {1}),
                        KeyRequest.target("other").withId(new byte[] {2}));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        shim.close();
    }

    @ParameterizedTest
    @CsvSource({
        "C_WrapKey, 0x10000000000, 2^40",
        "C_WrapKey, 0xffffffffffffffff, -1",
        "C_WrapKey, 0x2001, 8193",
        "C_Sign, 0x10000000000, 2^40",
        "C_Sign, 0xffffffffffffffff, -1"
    })
    void length_thatCannotBe_isTold(String function, String length, String told) throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        shim.obey("claim " + function + " " + length);

        assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                .satisfies(violates(function + " gave a length of " + told));
    }

    @ParameterizedTest
    @CsvSource({
        "C_GetMechanismList, 0x10000000000, 2^40",
        "C_GetMechanismList, 0xffffffffffffffff, -1",
        "C_GetSlotList, 0x10000000000, 2^40",
        "C_GetSlotList, 0xffffffffffffffff, -1",
        "C_FindObjects, 0x10000000000, 2^40",
        "C_FindObjects, 0xffffffffffffffff, -1"
    })
    void count_thatCannotBe_isTold(String function, String count, String told) {
        shim.obey("claim " + function + " " + count);

        assertThatThrownBy(
                        () -> {
                            token.keys();
                            shim.hsm().module().tokens();
                            token.sessions().slot().listed();
                        })
                .satisfies(violates(function + " gave a length of " + told));
    }

    @ParameterizedTest
    @CsvSource({"0x10000000000, 2^40", "0x401, 1025"})
    void attribute_longerThanItsRoom_isTold(String length, String told) {
        shim.obey("attribute-length 0x" + Long.toHexString(Cka.MODULUS) + " " + length);

        assertThatThrownBy(() -> token.find(KeySelector.label("tenant")))
                .satisfies(violates("C_GetAttributeValue gave a length of " + told));
    }

    /** Once with the same object again and again, once with new ones. */
    @ParameterizedTest
    @CsvSource({"0, does not end: it gave 128 objects", "1, does not end: it gave 1048640 objects"})
    void search_withoutEnd_isTold(String step, String told) throws Exception {
        shim.obey("endless - " + step);

        assertThatThrownBy(() -> token.keys()).satisfies(violates("C_FindObjects " + told));

        shim.obey();
        assertThat(token.keys()).hasSize(2);
    }

    @Test
    void search_thatGivesAnotherLabel_isTold() {
        shim.obey("find-other other");

        assertThatThrownBy(() -> token.rsaKey(KeySelector.label("tenant")))
                .satisfies(
                        violates(
                                "C_FindObjects gave RSA private key 'other' (id 02) instead of private key with label 'tenant'"));
        assertThatThrownBy(() -> token.find(KeySelector.id(new byte[] {1})))
                .satisfies(
                        violates("C_FindObjects gave RSA private key 'other' (id 02) instead of"));
    }

    @Test
    void object_ofAnotherClass_isTold() throws Exception {
        try (Session session = token.borrow()) {
            long publicKey =
                    session.find(Templates.named("tenant").with(Cka.CLASS, Cko.PUBLIC_KEY))
                            .get(0)
                            .handle();

            assertThatThrownBy(() -> new KeyObjects(session).read(KeyObjectKind.PRIVATE, publicKey))
                    .satisfies(violates("C_GetAttributeValue reports a class other than"));
        }
    }

    @Test
    void delete_thatDoesNothing_isNoSuccess() throws Exception {
        KeyInfo key = token.find(KeySelector.label("tenant"));
        shim.obey("noop C_DestroyObject");

        assertThatThrownBy(() -> token.delete(key))
                .satisfies(
                        violates(
                                "C_DestroyObject answered CKR_OK, and RSA private key 'tenant' (id"
                                        + " 01) is still in the token"));
    }

    @Test
    void delete_thatLeavesThePublicObject_isNoSuccess() throws Exception {
        KeyInfo key = token.find(KeySelector.label("tenant"));
        try (Session session = token.borrow()) {
            session.destroy(key.found().handle());
        }
        KeyInfo publicKey = token.find(KeySelector.label("tenant"));
        shim.obey("noop C_DestroyObject");

        assertThatThrownBy(() -> token.delete(publicKey))
                .satisfies(violates("C_DestroyObject answered CKR_OK, and RSA public key"));
    }

    /** wolfPKCS11 does so: the attribute is absent, and the others are read. */
    @Test
    void minusOneForALackingAttribute_isAbsentAlone() throws Exception {
        KeyInfo honest = token.find(KeySelector.label("tenant"));
        shim.obey("minus-one 0x" + Long.toHexString(Cka.VALUE_LEN));

        KeyInfo read = token.find(KeySelector.label("tenant"));

        assertThat(read.attributes()).isEqualTo(honest.attributes());
        assertThat(read.publicKey()).isEqualTo(honest.publicKey());
    }

    @Test
    void minusOneForEveryAttribute_isAnError() {
        shim.obey(List.of("fail C_GetAttributeValue 0xffffffffffffffff 0"));

        assertThatThrownBy(() -> token.find(KeySelector.label("tenant")))
                .isInstanceOf(TokenException.class)
                .hasMessage("C_GetAttributeValue: 0xFFFFFFFFFFFFFFFF");
    }

    /** What a module gives after it broke the standard once says nothing of its mechanisms. */
    @Test
    void lengthInTheFingerprint_isNoVerdictOnTheMechanism() {
        shim.obey("claim C_WrapKey 0x10000000000");

        assertThatThrownBy(token::capabilities)
                .satisfies(violates("C_WrapKey gave a length of 2^40"));
    }

    private static Consumer<Throwable> violates(String what) {
        return e -> {
            assertThat(e)
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("the module violates PKCS#11: " + what);
            TokenException error = (TokenException) e;
            assertThat(error.kind()).isEqualTo(TokenException.Kind.DEVICE);
            assertThat(error.code()).isEmpty();
            assertThat(error.hint()).isPresent();
            assertThat(String.valueOf(e.getMessage())).doesNotContain(Ckr.GENERAL_ERROR.toString());
        };
    }
}
