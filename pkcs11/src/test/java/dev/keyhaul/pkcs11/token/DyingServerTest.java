package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.PinSupplier;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.P11KitServer;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A PKCS#11 server that dies: each call is an error, and a new load of the module recovers. */
@Tag("long")
class DyingServerTest {
    private static final String TOLD = "C_[A-Za-z]+: CKR_[A-Z_]+ \\(0x[0-9A-F]+\\)";

    private P11KitServer server;

    @BeforeEach
    void start() throws Exception {
        server = P11KitServer.start("HSM");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void killedBetweenCalls_eachCallIsAnError_andTheModuleLoadedAgainWorks() throws Exception {
        try (Pkcs11Module module = server.loadClient();
                Token token = open(module)) {
            TokenKey key = token.rsaKey(token.generate(KeyRequest.target("tenant")));
            assertThat(key.sign(new byte[] {1})).hasSize(256);

            server.kill();

            for (Callable<Object> call : calls(token, key)) {
                assertThatThrownBy(call::call)
                        .isInstanceOf(TokenException.class)
                        .message()
                        .containsPattern(TOLD);
            }
            System.out.println("server killed between calls: " + message(token));
        }
        recovers();
    }

    @Test
    void killedInTheMiddleOfWork_isAnError_andTheModuleLoadedAgainWorks() throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try (Pkcs11Module module = server.loadClient();
                Token token = open(module)) {
            TokenKey key = token.rsaKey(token.generate(KeyRequest.target("tenant")));
            CountDownLatch atWork = new CountDownLatch(10);
            Future<Exception> failure = worker.submit(() -> signUntilItFails(key, atWork));
            assertThat(atWork.await(60, TimeUnit.SECONDS)).isTrue();

            server.kill();

            Exception told = failure.get(60, TimeUnit.SECONDS);
            System.out.println("server killed in the middle: " + told.getMessage());
            assertThat(told).isInstanceOf(TokenException.class).message().containsPattern(TOLD);
            assertThat(((KeyTransferException) told).hint()).isPresent();
        } finally {
            worker.shutdown();
        }
        recovers();
    }

    /** The same module cannot find its way back, and says so; it does not hang or crash. */
    @Test
    void serverIsBack_theSameModule_answersOrIsLoadedAgain() throws Exception {
        try (Pkcs11Module module = server.loadClient();
                Token token = open(module)) {
            token.generate(KeyRequest.target("tenant"));
            server.restart();
            List<String> told = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                told.add(message(token));
            }
            System.out.println("server is back, the same module: " + told);
            assertThat(told.get(0)).containsPattern(TOLD);
        }
        recovers();
    }

    private void recovers() throws Exception {
        server.restart();
        try (Pkcs11Module module = server.loadClient();
                Token token = open(module)) {
            assertThat(token.rsaKey(KeySelector.label("tenant")).sign(new byte[] {1})).hasSize(256);
        }
    }

    private static List<Callable<Object>> calls(Token token, TokenKey key) {
        return List.of(
                () -> key.sign(new byte[] {1}),
                token::keys,
                () -> token.generate(KeyRequest.wrapping("more")),
                () -> token.find(KeySelector.label("tenant")));
    }

    private static Exception signUntilItFails(TokenKey key, CountDownLatch atWork) {
        while (true) {
            try {
                key.sign(new byte[] {1});
                atWork.countDown();
            } catch (KeyTransferException | RuntimeException e) {
                return e;
            }
        }
    }

    private static String message(Token token) {
        try {
            return token.keys().size() + " keys";
        } catch (KeyTransferException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Token open(Pkcs11Module module) throws KeyTransferException {
        return module.login(
                module.find(TokenSelector.label("HSM")), (PinSupplier) token -> SoftHsm.pin());
    }
}
