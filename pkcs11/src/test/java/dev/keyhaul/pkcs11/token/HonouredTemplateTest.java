package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import org.junit.jupiter.api.Test;

class HonouredTemplateTest {
    @Test
    void checked_attributeThatTheTokenMadeOtherwise_isNamedAndTheObjectDestroyed()
            throws Exception {
        try (SoftHsm hsm = SoftHsm.create();
                Token token = hsm.newToken("HSM");
                Session session = token.borrow()) {
            Template silent = Templates.ephemeral().with(Cka.VALUE_LEN, 32).yes(Cka.SENSITIVE);
            long handle = session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), silent);

            assertThatThrownBy(() -> SessionObject.checked(session, handle, silent.no(Cka.DECRYPT)))
                    .isInstanceOf(TokenException.class)
                    .hasMessage(
                            "the token made a key with CKA_DECRYPT true where false was requested");
            assertThat(session.find(Template.empty())).isEmpty();
        }
    }
}
