package dev.keyhaul.cli.architecture;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.staying.Newcomer;
import dev.keyhaul.pkcs11.staying.StayingKey;

/** Makes a key that stays past the gate, which {@link StayingKeysTest} must find. Never called. */
final class PlantedBypass {
    private PlantedBypass() {}

    static long made(Session session) throws KeyTransferException {
        return session.generateKey(Mechanism.of(Ckm.AES_KEY_GEN), Templates.wrappingAes());
    }

    static StayingKey admitted(SessionPool sessions, Newcomer newcomer)
            throws KeyTransferException {
        return StayingKey.admit(sessions, newcomer);
    }
}
