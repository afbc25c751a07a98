package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.time.Duration;

/**
 * A process whose module is stuck in one function, with a lock that all others need: closes token
 * and module, says what they said, and ends by System.exit. A JVM of its own, which may not end.
 */
public final class StuckProcess {
    /** What System.exit is called with. */
    static final int EXIT_CODE = 42;

    private StuckProcess() {}

    /** Takes the function's name. */
    public static void main(String[] arguments) throws Exception {
        String function = arguments[0];
        RsaAesWrappingKey kek = TestKeys.kek();
        ShimModule shim = ShimModule.create();
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        Pkcs11Module module = shim.hsm().module();
        module.lendBy(SessionPolicy.DEFAULT.closingWithin(Duration.ofMillis(200)));
        Token token = shim.hsm().login("HSM");
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        shim.obey("hang " + function + " 0 1", "wait-at-exit -");
        Thread stuck = new Thread(() -> wrap(key, kek), "worker");
        stuck.start();
        while (!isInside(token, function) && stuck.isAlive()) {
            Thread.sleep(1);
        }
        System.out.println("token: " + saidBy(token::close));
        System.out.println("module: " + saidBy(module::close));
        System.exit(EXIT_CODE);
    }

    private static boolean isInside(Token token, String function) {
        return token.health().calls().stream().anyMatch(call -> call.function().equals(function));
    }

    private static void wrap(TokenKey key, RsaAesWrappingKey kek) {
        try {
            key.wrapUnder(kek);
        } catch (KeyTransferException e) {
            System.out.println("worker: " + e.getMessage());
        }
    }

    private static String saidBy(Runnable close) {
        try {
            close.run();
            return "closed";
        } catch (KeyTransferException.Unchecked e) {
            return String.valueOf(e.getMessage());
        }
    }
}
