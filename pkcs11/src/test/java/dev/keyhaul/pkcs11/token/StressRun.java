package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.jna.JnaCryptoki;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * 16 threads wrap, sign and generate, while token and module close and open again, sessions and the
 * login are lost, and calls do not come back for a while. A JVM of its own, which may crash or
 * hang. Prints what was done, and each exception that a thread met, with its number.
 */
public final class StressRun {
    private static final int THREADS = 16;
    private static final int MOST_PEACE_MILLIS = 400;
    private static final int MOST_TRIES = 50;
    private static final int MOST_MORE_SECONDS = 60;
    private static final int UNEXPECTED = 1;
    private static final int HANG = 2;

    /** Which module; "lying" and "sleeping" stand before a SoftHSM. */
    enum Kind {
        SOFTHSM,
        LYING,
        SLEEPING
    }

    private final Kind kind;
    private final long end;
    private volatile boolean over;
    private final Random random;
    private final ShimModule shim = ShimModule.create();
    private final SoftHsm hsm;
    private final RsaAesWrappingKey kek = TestKeys.kek();
    private final Map<String, AtomicInteger> done = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicInteger> errors = new ConcurrentSkipListMap<>();
    private final Map<String, String> lastErrors = new ConcurrentSkipListMap<>();
    private final AtomicInteger labels = new AtomicInteger();
    private volatile @Nullable Opened opened;
    private volatile boolean unexpected;

    /** What the threads work with. */
    private record Opened(Pkcs11Module module, Token token) {}

    private StressRun(Kind kind, int seconds, long seed) {
        this.kind = kind;
        this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        this.random = new Random(seed);
        this.hsm = kind == Kind.SOFTHSM ? SoftHsm.create() : shim.hsm();
    }

    /** Takes the kind of module, and for how many seconds, at least. */
    public static void main(String[] arguments) throws Exception {
        long seed = System.nanoTime();
        System.out.println(arguments[0] + ", seed " + seed);
        int code =
                new StressRun(Kind.valueOf(arguments[0]), Integer.parseInt(arguments[1]), seed)
                        .run();
        System.exit(code);
    }

    private int run() throws Exception {
        new RepeatedKeks().install();
        hsm.addToken("HSM", KeyRequest.target("tenant"));
        hsm.module().close(); // It has read its configuration.
        open();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread worker = new Thread(this::work, "worker-" + i);
            worker.start();
            workers.add(worker);
        }
        while (!isEnough()) {
            Thread.sleep(random.nextInt(MOST_PEACE_MILLIS));
            disturb();
        }
        over = true;
        shim.obey();
        close();
        boolean hangs = false;
        for (Thread worker : workers) {
            worker.join(TimeUnit.MINUTES.toMillis(1));
            hangs |= worker.isAlive();
        }
        print(hangs);
        return hangs ? HANG : unexpected ? UNEXPECTED : 0;
    }

    /** On a busy machine, a thread may not have run at all in the time. */
    private boolean isEnough() {
        long left = end - System.nanoTime();
        boolean isSeen =
                done.keySet().containsAll(List.of("wrap begun", "sign begun", "generate begun"))
                        && done.containsKey("module closed")
                        && errors.keySet().stream().anyMatch(error -> error.endsWith("is closed"));
        return left <= 0 && isSeen || left <= -TimeUnit.SECONDS.toNanos(MOST_MORE_SECONDS);
    }

    private void print(boolean hangs) {
        done.forEach((what, times) -> System.out.println("done " + times + " × " + what));
        errors.forEach((error, times) -> System.out.println("met " + times + " × " + error));
        lastErrors.forEach((thread, error) -> System.out.println(thread + ": " + error));
        if (hangs) {
            Thread.getAllStackTraces()
                    .forEach(
                            (thread, stack) -> {
                                System.out.println(thread);
                                for (StackTraceElement frame : stack) {
                                    System.out.println("    " + frame);
                                }
                            });
        }
    }

    private void open() throws KeyTransferException {
        Pkcs11Module module = Pkcs11Module.load(hsm.modulePath());
        module.lendBy(
                SessionPolicy.DEFAULT
                        .waitingAtMost(Duration.ofMillis(200))
                        .then(
                                random.nextBoolean()
                                        ? SessionPolicy.AfterWait.FAIL
                                        : SessionPolicy.AfterWait.FAIL_FAST)
                        .closingWithin(Duration.ofMillis(100)));
        try {
            opened = new Opened(module, login(module));
            count(done, "opened");
        } catch (KeyTransferException e) {
            close("module", module);
            throw e;
        }
    }

    /** A login that another thread was inside, when the last close gave it up, ends soon. */
    private void openAgain() throws KeyTransferException {
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                open();
                return;
            } catch (KeyTransferException e) {
                count(errors, "director: " + named(e));
                pause(100);
            }
        }
        open();
    }

    private static Token login(Pkcs11Module module) throws KeyTransferException {
        return module.login(module.find(TokenSelector.label("HSM")), info -> SoftHsm.pin());
    }

    private void close() {
        Opened old = opened;
        if (old != null) {
            if (random.nextBoolean()) {
                close("token", old.token());
            }
            close("module", old.module());
        }
    }

    private void close(String what, AutoCloseable closeable) {
        try {
            closeable.close();
            count(done, what + " closed");
        } catch (KeyTransferException.Unchecked e) {
            count(errors, "close of the " + what + ": " + named(e));
        } catch (Exception e) {
            fail(e);
        }
    }

    private void disturb() throws Exception {
        try {
            switch (random.nextInt(6)) {
                case 0 -> {
                    close();
                    open();
                }
                case 1 -> reopenToken();
                case 2 -> loseLogin();
                case 3 -> loseSession();
                case 4 -> block();
                default -> shim.obey(usual());
            }
        } catch (KeyTransferException e) {
            count(errors, "director: " + named(e));
            shim.obey();
            close();
            openAgain();
        }
    }

    private List<String> usual() {
        return switch (kind) {
            case SOFTHSM -> List.of();
            case LYING ->
                    switch (random.nextInt(4)) {
                        case 0 -> List.of("flip-last 0x210a 0 5");
                        case 1 -> List.of("weak-aes hex");
                        case 2 -> List.of("late-flip 0x210a 0 3");
                        default -> List.of();
                    };
            case SLEEPING -> List.of("delay - 3e8", "tell-sessions - 8");
        };
    }

    private void reopenToken() throws KeyTransferException {
        Opened old = opened;
        if (old != null) {
            close("token", old.token());
            opened = new Opened(old.module(), login(old.module()));
            count(done, "token opened again");
        }
    }

    /** As another part of the process would. */
    private void loseLogin() throws Exception {
        try {
            Cryptoki other = JnaCryptoki.open(hsm.modulePath());
            Opened now = opened;
            if (other.shared() && now != null) {
                long session = other.openSession(now.token().info().slotId(), Ckf.RW_SESSION);
                try {
                    other.logout(session);
                    count(done, "logged out");
                } finally {
                    other.closeSession(session); // It would keep the next login.
                }
            }
        } catch (CkrException e) {
            count(errors, "director: " + e.getMessage());
        }
    }

    private void loseSession() {
        List<String> rules = new ArrayList<>(usual());
        String[] functions = {"C_SignInit", "C_WrapKey", "C_GenerateKey", "C_FindObjectsInit"};
        for (String function : functions) {
            rules.add("fail " + function + " 0xb3 " + (1 + random.nextInt(20)));
        }
        shim.obey(rules);
    }

    /** Longer than a close waits. */
    private void block() {
        if (kind != Kind.SLEEPING) {
            return;
        }
        String[] functions = {
            "C_WrapKey", "C_Sign", "C_GenerateKey", "C_FindObjects", "C_Login", "C_CloseSession"
        };
        List<String> rules = new ArrayList<>(usual());
        rules.add("block " + functions[random.nextInt(functions.length)]);
        shim.obey(rules);
        int millis = random.nextInt(400);
        Thread timer =
                new Thread(
                        () -> {
                            pause(millis);
                            shim.obey(usual());
                        });
        timer.start();
    }

    private void work() {
        Random own = new Random();
        while (!over) {
            Opened now = opened;
            if (now != null) {
                try {
                    count(done, one(now.token(), own.nextInt(5)));
                } catch (KeyTransferException e) {
                    String name = named(e);
                    count(errors, name);
                    lastErrors.put(Thread.currentThread().getName(), name);
                    pause(10); // Until the token is open again.
                } catch (RuntimeException | Error e) {
                    fail(e);
                }
            }
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String one(Token token, int what) throws KeyTransferException {
        if (what == 0) {
            count(done, "generate begun");
            String label = "aes-" + labels.incrementAndGet();
            token.delete(token.generate(KeyRequest.wrapping(label)));
            return "generate";
        }
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        if (what < 3) {
            count(done, "wrap begun");
            key.wrapUnder(kek);
            return "wrap";
        }
        count(done, "sign begun");
        key.sign(new byte[] {1});
        return "sign";
    }

    private void fail(Throwable e) {
        unexpected = true;
        StringBuilder text = new StringBuilder("UNEXPECTED " + e);
        for (StackTraceElement frame : e.getStackTrace()) {
            text.append("\n    ").append(frame);
        }
        System.out.println(text);
    }

    private static void count(Map<String, AtomicInteger> counts, String what) {
        counts.computeIfAbsent(what, any -> new AtomicInteger()).incrementAndGet();
    }

    /** Names it without what differs each time. */
    private static String named(Exception e) {
        Throwable error = e.getCause() instanceof TokenException cause ? cause : e;
        return error.getClass().getSimpleName()
                + ": "
                + String.valueOf(error.getMessage())
                        .replaceAll("serial [0-9a-f]+, slot \\d+", "…")
                        .replaceAll("/tmp/\\S*/", "")
                        .replaceAll("'aes-\\d+'", "'aes'")
                        .replaceAll("(inside( its module| it)?|in use): .*", "$1: …");
    }
}
