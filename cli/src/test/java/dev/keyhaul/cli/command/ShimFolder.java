package dev.keyhaul.cli.command;

import dev.keyhaul.pkcs11.fixture.ShimLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A SoftHSM of a test's own behind the shim, which lies and fails as it is told. */
final class ShimFolder {
    final SoftHsmFolder hsm;
    private final ShimLibrary shim;

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
        shim.obey(List.of(rules));
    }

    void obey(List<String> rules) {
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
     * Runs a command on the shim, without a PIN, in a process of its own: the shim counts calls,
     * and may end the process.
     */
    RealCommand.Result withoutPin(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--module", shim.file().toString()));
        return hsm.keyhaul().alone().run(all.toArray(String[]::new));
    }

    /** Runs a command on the shim, with the token's PIN. */
    RealCommand.Result withPin(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--pin-file", hsm.at("user.pin")));
        return withoutPin(all.toArray(String[]::new));
    }
}
