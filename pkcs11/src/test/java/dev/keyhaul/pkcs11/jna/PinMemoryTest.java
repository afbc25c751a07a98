package dev.keyhaul.pkcs11.jna;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The module itself looks, at the next call, at the memory that a PIN was handed to it in. The PIN
 * is long, so that the memory is not used again in between.
 */
class PinMemoryTest {
    private static final int PIN_BYTES = 200;
    private static final byte[] LABEL = "HSM".getBytes(UTF_8);

    private final ShimModule shim = ShimModule.create();
    private Cryptoki cryptoki;
    private long slot;

    @BeforeEach
    void load() throws Exception {
        shim.hsm().module();
        // It is initialised: so this is the same module, and not finalised by whoever opens it.
        cryptoki = JnaCryptoki.open(shim.hsm().modulePath());
        slot = cryptoki.getSlotList(true)[0];
    }

    @AfterEach
    void close() {
        shim.close();
    }

    @Test
    void pins_afterSuccessAndAfterFailure_areZero() throws Exception {
        shim.obey("secrets -");
        long session = initialize();
        login(session, Cko.USER);
        cryptoki.logout(session);
        cryptoki.closeSession(session);
        for (String function : List.of("C_InitToken", "C_Login", "C_InitPIN")) {
            shim.obey("secrets -", "fail " + function + " 0x30 0");
            assertThatThrownBy(this::initialize)
                    .isInstanceOf(CkrException.class)
                    .hasMessageContaining(function);
        }

        List<String> seen = shim.takeLog();
        System.out.println("PIN buffers looked at after the call: " + seen);
        assertThat(seen)
                .contains("secret C_InitToken 0", "secret C_Login 0", "secret C_InitPIN 0")
                .hasSize(10)
                .allMatch(line -> line.endsWith(" 0"));
    }

    /** The look itself: a PIN in memory that is given back as it is, is seen. */
    @Test
    void pinThatIsNotWiped_isSeen() throws Exception {
        long session = initialize();
        shim.obey("secrets -");
        NativeModule module = NativeModule.load(shim.hsm().modulePath());
        try (Memory memory = new Memory(PIN_BYTES)) {
            memory.write(0, pin(), 0, PIN_BYTES);
            module.call(
                    CkFunction.C_Login,
                    NativeLayout.ulong(session),
                    NativeLayout.ulong(Cko.USER),
                    memory,
                    NativeLayout.ulong(PIN_BYTES));
        }
        module.call(CkFunction.C_Logout, NativeLayout.ulong(session));

        assertThat(shim.takeLog()).containsExactly("secret C_Login 184");
    }

    /** Each PIN is looked for before another comes, which may well be put into the same place. */
    private long initialize() throws CkrException {
        long session = -1;
        try (SecretBytes pin = SecretBytes.moveFrom(pin())) {
            look(() -> cryptoki.initToken(slot, pin, LABEL));
            session = cryptoki.openSession(slot, Ckf.RW_SESSION);
            login(session, Cko.SECURITY_OFFICER);
            long opened = session;
            look(() -> cryptoki.initPin(opened, pin));
            cryptoki.logout(session);
            return session;
        } catch (CkrException e) {
            if (session >= 0) {
                cryptoki.closeSession(session);
            }
            throw e;
        }
    }

    private void login(long session, long user) throws CkrException {
        try (SecretBytes pin = SecretBytes.moveFrom(pin())) {
            look(() -> cryptoki.login(session, user, pin));
        }
    }

    private void look(Call call) throws CkrException {
        try {
            call.run();
        } finally {
            cryptoki.getInfo();
        }
    }

    private interface Call {
        void run() throws CkrException;
    }

    private static byte[] pin() {
        byte[] pin = new byte[PIN_BYTES];
        for (int i = 0; i < pin.length; i++) {
            pin[i] = (byte) ('A' + i % 26);
        }
        return pin;
    }
}
