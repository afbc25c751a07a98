package dev.keyhaul.cli.command;

import dev.keyhaul.pkcs11.fixture.ShimLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A SoftHSM of a test's own behind the shim, which lies and fails on request. */
final class ShimFolder {
    private static final Set<String> ENDING = Set.of("exit", "crash", "kill", "hang");

    final SoftHsmFolder hsm;
    private final ShimLibrary shim;
    private boolean endsTheProcess;

    private ShimFolder(SoftHsmFolder hsm, ShimLibrary shim) {
        this.hsm = hsm;
        this.shim = shim;
    }

    /** Makes the token through the real command, without the shim. */
    static ShimFolder withToken(Path home) throws Exception {
        return new ShimFolder(
                SoftHsmFolder.withToken(home),
                ShimLibrary.beforeSoftHsm(Files.createDirectory(home.resolve("shim"))));
    }

    void obey(String... rules) {
        obey(List.of(rules));
    }

    void obey(List<String> rules) {
        endsTheProcess =
                rules.stream().anyMatch(rule -> ENDING.contains(rule.replaceFirst(" .*", "")));
        shim.obey(rules);
    }

    /** Returns the functions called since the last time, while the rules say {@code log -}. */
    List<String> takeLog() {
        return shim.takeLog();
    }

    /** Returns the shim's path. */
    String module() {
        return shim.file().toString();
    }

    /**
     * Runs a command on the shim, without a PIN; in a process of its own if the shim is to end
     * that.
     */
    RealCommand.Result withoutPin(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--module", shim.file().toString()));
        RealCommand keyhaul = endsTheProcess ? hsm.keyhaul().alone() : hsm.keyhaul();
        return keyhaul.run(all.toArray(String[]::new));
    }

    /** Runs a command on the shim, with the token's PIN. */
    RealCommand.Result withPin(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(SoftHsmFolder.pinOptions(all, hsm.at("user.pin")));
        return withoutPin(all.toArray(String[]::new));
    }
}
