package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is done with a token beside listings, of this process or another, works. */
@Tag("long")
class ChangesBesideListingsTest {
    private static final String PROCESS = "process";
    private static final int SECONDS = 2;
    private static final int MANY_SECONDS = 120;
    private static final int MOST_SECONDS = 600;

    /** They look for no object, or for all, and change none. */
    private static final Set<String> WITHOUT_OBJECTS =
            Set.of(
                    "Token.module()",
                    "Token.info()",
                    "Token.findings()",
                    "Token.protection()",
                    "Token.random()",
                    "Token.health()",
                    "Token.lendBy(SessionPolicy)",
                    "Token.wrapBy(WrapPolicy)",
                    "Token.allowOpenGuards()",
                    "Token.copies()",
                    "Token.requireNoCopies()",
                    "Token.close()",
                    "TokenKey.info()",
                    "TokenKey.description()",
                    "TokenKey.token()",
                    "TokenKey.origin()",
                    "TokenKey.requireTransferable()",
                    "RecoveryKey.info()",
                    "RecoveryKey.publicKey()",
                    "RecoveryKey.wrappingKey()",
                    "RecoveryKey.openGuards()",
                    "TokenAesWrappingKey.info()",
                    "TokenAesWrappingKey.identity()",
                    "TokenAesWrappingKey.requireFit(Token)",
                    "TokenAesWrappingKey.openGuards()",
                    "TokenAesWrappingKey.isSameKey(String, String)",
                    "TokenEvidenceKey.of(TokenKey)",
                    "TokenEvidenceKey.publicKey()");

    /** Each opens a token in the same way, and one of them is enough. */
    private static final String LOGIN = "Pkcs11Module.loginOrShare(TokenInfo, PinSupplier)";

    /**
     * SoftHSM reads the file of an object again while another thread writes it (ObjectFile::refresh
     * takes no lock against that), and has no attributes of the object then. So a call that makes
     * an object fails, or the one that reads back what was made: in some hundred calls one does. A
     * call that makes one fails before its attributes are set (general error), while they are (the
     * template does not fit) or after that (generateAES: the object is no longer valid). A flag
     * that is read back then is answered as false (getAttribute of what is not there).
     */
    private static final Set<String> OF_SEVERAL_THREADS =
            Stream.concat(
                            Stream.of(
                                            "C_GenerateKey",
                                            "C_GenerateKeyPair",
                                            "C_UnwrapKey",
                                            "C_CreateObject")
                                    .flatMap(
                                            call ->
                                                    Stream.of(
                                                            "TOKEN_DEVICE: %s: CKR_GENERAL_ERROR (0x5)"
                                                                    .formatted(call),
                                                            "TOKEN_DEVICE: %s: CKR_FUNCTION_FAILED (0x6)"
                                                                    .formatted(call),
                                                            "TOKEN_POLICY: %s: CKR_TEMPLATE_INCONSISTENT (0xD1)"
                                                                    .formatted(call))),
                            Stream.of(
                                    "TOKEN_DEVICE: C_GetAttributeValue: CKR_GENERAL_ERROR (0x5)",
                                    "OBJECT_GONE: C_GetAttributeValue: CKR_OBJECT_HANDLE_INVALID (0x82)",
                                    "the token reports the key as a session object",
                                    " false where true was requested"))
                    .collect(Collectors.toSet());

    /**
     * With a second process, it also shows objects of which it has read a part, such as one without
     * its label, or shows an object twice (OSToken::index adds a file that createObject has not
     * noted yet), or not at all.
     */
    private static final Set<Reason> OF_SEVERAL_PROCESSES =
            EnumSet.of(
                    Reason.TOKEN_DEVICE,
                    Reason.OBJECT_GONE,
                    Reason.MODULE_VIOLATION,
                    Reason.TOKEN_ATTRIBUTES,
                    Reason.KEY_AMBIGUOUS,
                    Reason.KEY_NOT_FOUND);

    private ShimModule shim = ShimModule.create();

    @TempDir Path folder;

    @BeforeEach
    void addToken() throws Exception {
        shim.hsm()
                .addToken(
                        "HSM",
                        KeyRequest.target(ListingRun.TARGET),
                        KeyRequest.target(ListingRun.AES_TARGET).ofType(TokenKeyType.AES),
                        KeyRequest.recovery(ListingRun.RECOVERY),
                        KeyRequest.wrapping(ListingRun.WRAPPING),
                        KeyRequest.evidence(ListingRun.EVIDENCE));
    }

    @AfterEach
    void close() {
        shim.close();
    }

    @Test
    void eachPublicMethod_isDone_orLooksForNoObject() {
        Set<String> methods =
                Stream.of(
                                Token.class,
                                TokenKey.class,
                                RecoveryKey.class,
                                TokenAesWrappingKey.class,
                                TokenEvidenceKey.class)
                        .flatMap(type -> Arrays.stream(type.getMethods()))
                        .filter(method -> method.getDeclaringClass() != Object.class)
                        .filter(method -> !method.isSynthetic() && !method.isDefault())
                        .map(ChangesBesideListingsTest::named)
                        .collect(Collectors.toSet());

        Set<String> known =
                Stream.concat(ListingRun.ACTS.keySet().stream(), WITHOUT_OBJECTS.stream())
                        .filter(name -> !name.equals(LOGIN))
                        .collect(Collectors.toSet());
        assertThat(methods).isEqualTo(known);
        assertThat(WITHOUT_OBJECTS).doesNotContainAnyElementsOf(ListingRun.ACTS.keySet());
    }

    private static String named(Method method) {
        return method.getDeclaringClass().getSimpleName()
                + "."
                + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "0, 1", "4, 2", "0, 2"})
    void eachMethod_besideListings_works_andLeavesNoKey(int sessions, int processes)
            throws Exception {
        run(sessions, processes, SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "0, 1", "4, 2", "0, 2"})
    @Tag("full")
    void eachMethod_besideListings_forLong(int sessions, int processes) throws Exception {
        run(sessions, processes, MANY_SECONDS);
    }

    /**
     * With a second process, SoftHSM at times reads where it may not, and the process ends: then
     * everything begins anew, with another token.
     */
    private void run(int sessions, int processes, int seconds) throws Exception {
        for (int left = 2; !isDone(sessions, processes, seconds); left--) {
            assertThat(left).as("crashes of SoftHSM").isPositive();
            close();
            shim = ShimModule.create();
            addToken();
        }
    }

    private static boolean hasCrashedInSoftHsm(Path report) throws IOException {
        return Files.exists(report) && Files.readString(report).contains("# C  [libsofthsm2.so+");
    }

    private boolean isDone(int sessions, int processes, int seconds) throws Exception {
        if (sessions > 0) {
            shim.obey("sessions - " + sessions);
        }
        List<Process> running = new ArrayList<>();
        List<Path> outputs = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            outputs.add(folder.resolve("out-" + i));
            running.add(start(i, processes, seconds, outputs.get(i)));
        }
        String out = "";
        for (int i = 0; i < processes; i++) {
            boolean ended = running.get(i).waitFor(MOST_SECONDS, TimeUnit.SECONDS);
            running.get(i).destroyForcibly();
            String ofOne = Files.readString(outputs.get(i));
            System.out.println(ofOne);
            assertThat(ended).isTrue();
            if (processes > 1 && hasCrashedInSoftHsm(crashOf(i))) {
                for (Process other : running) {
                    other.destroyForcibly().waitFor();
                }
                Files.delete(crashOf(i));
                return false;
            }
            assertThat(running.get(i).exitValue()).isZero();
            out += ofOne;
        }
        for (String act : ListingRun.ACTS.keySet()) {
            assertThat(out).contains("× " + act + "\n");
        }
        assertThat(out.lines().filter(line -> line.startsWith("met ")))
                .allMatch(line -> isOfSoftHsm(line, processes));
        assertThat(left()).as(out).isEmpty();
        return true;
    }

    private Path crashOf(int process) {
        return folder.resolve("crash-" + PROCESS + process);
    }

    /** As a process sees it that took no part. */
    private List<KeyInfo> left() throws Exception {
        List<KeyInfo> left = new ArrayList<>();
        try (Token token = shim.hsm().login("HSM")) {
            for (KeyObjectKind kind : KeyObjectKind.values()) {
                left.addAll(token.keys(kind));
            }
        }
        left.removeIf(key -> !key.label().startsWith(PROCESS));
        return left;
    }

    /**
     * Two threads restore the same key, and one deletes its own: the token cannot tell whose is.
     */
    private static boolean isOfTheSameKey(String met) {
        return met.contains("C_DestroyObject answered CKR_OK, and the token has as many keys")
                && met.endsWith("or another session made the same key meanwhile");
    }

    private static boolean isOfSoftHsm(String met, int processes) {
        boolean isOfAListing = met.contains("× list: ");
        return isOfTheSameKey(met)
                || (!isOfAListing && OF_SEVERAL_THREADS.stream().anyMatch(met::endsWith))
                || (processes > 1
                        && OF_SEVERAL_PROCESSES.stream()
                                .anyMatch(reason -> met.contains(": " + reason + ": ")));
    }

    private Process start(int process, int processes, int seconds, Path output) throws IOException {
        String name = PROCESS + process;
        List<String> command =
                new ArrayList<>(
                        TestProcess.javaCommand(
                                ListingRun.class, List.of("-XX:ErrorFile=" + crashOf(process))));
        SoftHsm hsm = shim.hsm();
        command.addAll(List.of(hsm.modulePath().toString(), name));
        IntStream.of(seconds, process, processes).mapToObj(String::valueOf).forEach(command::add);
        return TestProcess.of(command).with(hsm.environment()).outputTo(output).start();
    }
}
