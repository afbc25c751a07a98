package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.keyvault.access.ConnectionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** An interrupt in each stage of each method: the flag stays, and the error says what is known. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InterruptedCallsTest {
    private static final String READS =
            "get,get-deleted,sign,decrypt,backup,get-rotation-policy,create,import,update";

    @TempDir Path folder;

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    /** What came of a call, and whether the flag was set then. */
    private record Ended(Throwable error, boolean interrupted) {
        String told() {
            return (error instanceof KeyTransferException known ? known.reason().toString() : error)
                    + (interrupted ? ", flag set" : ", FLAG LOST");
        }
    }

    private static Ended call(VaultCalls.Row row, VaultCalls calls) {
        Throwable error = catchThrowable(() -> row.call().on(calls));
        return new Ended(error, Thread.interrupted());
    }

    private static void requireTable(String stage, List<String> told, List<String> expected) {
        told.forEach(line -> System.out.println(stage + " | " + line));
        assertThat(told).isEqualTo(expected);
    }

    @Test
    void interruptBeforeACall_changesNothing() throws Exception {
        List<String> told = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        try (VaultCalls calls =
                new VaultCalls(VaultCalls.local(folder), ConnectionOptions.standard())) {
            for (VaultCalls.Row row : VaultCalls.ROWS) {
                Thread.currentThread().interrupt();
                told.add(row + ": " + call(row, calls).told());
                expected.add(row + ": INTERRUPTED, flag set");
            }
            assertThat(calls.vault.exists("n1")).isFalse();
            assertThat(calls.vault.show("spare").attributes().enabled()).isTrue();
        }
        requireTable("before", told, expected);
    }

    /** The vault holds each answer back; a change may have been made then. */
    @Test
    void interruptWhileTheVaultWorks_leavesAChangeUnknown() throws Exception {
        requireChanges(
                "while it works",
                "slow=20",
                "OUTCOME_UNKNOWN",
                InterruptedCallsTest::interruptedWhileHeld);
    }

    /** Throttled: the SDK sleeps before it asks again. */
    @Test
    void interruptWhileThrottled_isTold() throws Exception {
        requireChanges(
                "throttled", "429=20", "INTERRUPTED", InterruptedCallsTest::interruptedLater);
    }

    private interface Interrupting {
        Ended call(VaultCalls.Row row, VaultCalls calls) throws Exception;
    }

    private void requireChanges(String stage, String fault, String reason, Interrupting way)
            throws Exception {
        List<String> told = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        int first = VaultCalls.PREPARED_CHANGES + 1;
        try (VaultCalls calls =
                new VaultCalls(
                        VaultCalls.local(folder)
                                .fault(fault + ":" + VaultCalls.CHANGES + ":" + first + "-"),
                        ConnectionOptions.standard())) {
            for (VaultCalls.Row row : VaultCalls.ROWS) {
                if (row.changes()) {
                    told.add(row + ": " + way.call(row, calls).told());
                    expected.add(row + ": " + reason + ", flag set");
                }
            }
        }
        requireTable(stage, told, expected);
    }

    @Test
    void interruptWhileTheVaultReads_isTold() throws Exception {
        List<String> told = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        try (VaultCalls calls =
                new VaultCalls(
                        VaultCalls.local(folder).fault("slow=20:" + READS + ":40-"),
                        ConnectionOptions.standard())) {
            playUntilHeld(calls);
            for (VaultCalls.Row row : VaultCalls.ROWS) {
                told.add(row + ": " + interruptedWhileHeld(row, calls).told());
                expected.add(row + ": INTERRUPTED, flag set");
            }
        }
        requireTable("while it reads", told, expected);
    }

    /** Uses the requests up that are answered at once. */
    private static void playUntilHeld(VaultCalls calls) throws Exception {
        Ended ended;
        do {
            ended =
                    interruptedWhileHeld(
                            VaultCalls.Row.read("show", v -> v.vault.show("few")), calls);
        } while (ended.error() == null);
    }

    /** Interrupts this thread once the local vault, in this JVM, holds an answer back. */
    private static Ended interruptedWhileHeld(VaultCalls.Row row, VaultCalls calls)
            throws Exception {
        return interrupted(row, calls, () -> isIn("PlayedFaults", "await"));
    }

    /** Interrupts this thread once it sleeps in the SDK. */
    private static Ended interruptedLater(VaultCalls.Row row, VaultCalls calls) throws Exception {
        return interrupted(row, calls, () -> isIn("RetryPolicy", "attemptSync"));
    }

    private static boolean isIn(String type, String method) {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> stack.length > 0)
                .filter(stack -> stack[0].getMethodName().startsWith("sleep"))
                .flatMap(Stream::of)
                .anyMatch(
                        frame ->
                                frame.getClassName().endsWith("." + type)
                                        && frame.getMethodName().startsWith(method));
    }

    private interface Moment {
        boolean isThere();
    }

    private static Ended interrupted(VaultCalls.Row row, VaultCalls calls, Moment moment)
            throws Exception {
        Thread caller = Thread.currentThread();
        AtomicBoolean ended = new AtomicBoolean();
        while (isIn("PlayedFaults", "await")) {
            // Of the row before: the vault's thread sleeps on.
            calls.releaseHeld();
        }
        Thread interrupting =
                new Thread(
                        () -> {
                            while (!ended.get() && !moment.isThere()) {
                                Thread.onSpinWait();
                            }
                            if (!ended.get()) {
                                caller.interrupt();
                            }
                        });
        interrupting.start();
        Throwable error = catchThrowable(() -> row.call().on(calls));
        boolean flag = Thread.interrupted();
        ended.set(true);
        interrupting.join();
        Thread.interrupted();
        return new Ended(error, flag);
    }

    /** The credential of an application that is slow to answer. */
    @Test
    void interruptWhileTheCredentialIsAsked_isTold() throws Exception {
        Thread caller = Thread.currentThread();
        TokenCredential silent =
                new TokenCredential() {
                    @Override
                    public Mono<AccessToken> getToken(TokenRequestContext request) {
                        caller.interrupt();
                        return Mono.never();
                    }
                };
        KeyVault vault =
                KeyVault.connect(VaultHost.parseUrl("https://contoso.vault.azure.net"), silent);

        Throwable error = catchThrowable(vault::identity);

        assertThat(new Ended(error, Thread.interrupted()).told())
                .isEqualTo("INTERRUPTED, flag set");
    }

    /** The key is there: the proof names what is not proven, and why. */
    @ParameterizedTest
    @ValueSource(strings = {"get-rotation-policy", "sign", "decrypt"})
    void interruptDuringAProof_isInItsResult(String operation) throws Exception {
        try (VaultCalls calls =
                        new VaultCalls(
                                VaultCalls.local(folder).fault("slow=20:" + operation),
                                ConnectionOptions.standard());
                SoftwareKey key = TestKeys.softwareKey(TestKeys.rsa2048())) {
            KeyImport importing = KeyImport.into(calls.vault, "t").rehearsal(true).build();
            List<VaultProof> proofs = new ArrayList<>();

            Ended ended =
                    interruptedWhileHeld(
                            VaultCalls.Row.change(
                                    "import", v -> proofs.add(importing.asSoftwareKey(key))),
                            calls);

            assertThat(ended.error()).isNull();
            assertThat(ended.interrupted()).isTrue();
            assertThat(proofs.get(0).checks())
                    .anyMatch(check -> check.verdict() == Verdict.UNKNOWN);
            KeyTransferException e =
                    (KeyTransferException) catchThrowable(() -> proofs.get(0).requirePassed());
            assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED);
            assertThat(e).hasMessageStartingWith("the key exists: ");
            assertThat(calls.vault.show("t").keyType()).isEqualTo("RSA");
        }
    }
}
