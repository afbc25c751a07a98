package dev.keyhaul.pkcs11.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class ConstantsTest {
    /** Nothing can read the private parts of a key by a name that does not exist. */
    @Test
    void cka_hasNoPrivatePartsOfAnRsaKey() throws Exception {
        for (Field field : Cka.class.getFields()) {
            long type = field.getLong(null);
            assertThat(type < 0x123 || type > 0x128).as(field.getName()).isTrue();
        }
    }

    @Test
    void ckrException_saysFunctionNameAndCode() {
        assertThat(new CkrException("C_WrapKey", 0x6a))
                .hasMessage("C_WrapKey: CKR_KEY_UNEXTRACTABLE (0x6A)");
        assertThat(new CkrException("C_Login", 0x80000001L)).hasMessage("C_Login: 0x80000001");
    }

    @Test
    void codesAndNames_areOfOneRow() {
        for (Ckr known : Ckr.values()) {
            assertThat(Ckr.of(known.code())).contains(known);
            assertThat(known).hasToString("CKR_" + known.name());
        }
        for (Ckm known : Ckm.values()) {
            assertThat(Ckm.of(known.code())).contains(known);
            assertThat(Ckm.name(known.code())).isEqualTo("CKM_" + known.name());
        }
        assertThat(Ckr.of(0x80000001L)).isEmpty();
        assertThat(Ckm.of(0x80000001L)).isEmpty();
    }

    @Test
    void ckm_name_ofAnUnknownMechanismIsItsNumber() {
        assertThat(Ckm.name(0x1054)).isEqualTo("CKM_RSA_AES_KEY_WRAP");
        assertThat(Ckm.name(0x80001234L)).isEqualTo("0x80001234");
    }
}
