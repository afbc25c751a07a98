package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The shim's lies on every strategy that they can touch, through the real commands: an exit code,
 * an error with a hint, and nothing written. One lie of each kind, or, with the tag {@code full},
 * every one; {@code ShimLiesTest} tries every one on the library.
 */
@Tag("long")
class ShimLiesIT {
    private static final int TOKEN = 5;
    private static final int CHECK_FAILED = 7;
    private static final List<String> OF_BYTES =
            List.of("flip-first", "flip-last", "truncate", "extend", "zeros", "empty");

    /** One that changes bytes, one that wraps another key, and one that repeats the AES key. */
    private static final Set<String> ONE_OF_EACH_KIND = Set.of("flip-last", "other", "same-aes");

    private static final Map<String, Integer> COUNTS = new TreeMap<>();

    @TempDir static Path home;
    private static ShimFolder shim;

    /**
     * The strategies, with what makes the shim offer that one alone, and after how many honest
     * wraps of a throw-away key the target comes.
     */
    private enum Strategy {
        ONE_SHOT("0x1054", 3, "oneshot 0x1054\nhide 0x210a"),
        KWP("0x210b", 4, "map 0x210b 0x210a\nhide 0x210a"),
        PAD("0x210a", 4, "");

        private final String mechanism;
        private final int trials;
        private final String rules;

        Strategy(String mechanism, int trials, String rules) {
            this.mechanism = mechanism;
            this.trials = trials;
            this.rules = rules;
        }

        /** Told from the first wrap on: the token is caught before the target is wrapped. */
        List<Lie> fromTheBeginning() {
            int exit = this == ONE_SHOT ? CHECK_FAILED : TOKEN;
            List<Lie> lies = new ArrayList<>();
            ofBytesAndKey(mechanism, 1).forEach(rule -> lies.add(new Lie(rule, exit)));
            if (this == ONE_SHOT) {
                lies.add(new Lie("same-aes 0x1054", exit));
            } else if (this == PAD) {
                ofBytesAndKey("0x9", 1).forEach(rule -> lies.add(new Lie(rule, CHECK_FAILED)));
            }
            return lies;
        }

        /**
         * Told of the target, or of it and the control that goes with it; a stand-in proves no more
         * than that bytes look like it.
         */
        List<Lie> later() {
            Stream<String> rules =
                    this == ONE_SHOT
                            ? Stream.of("zeros 0x1054 0 4", "empty 0x1054 0 4")
                            : ofBytesAndKey(mechanism, trials + 1).stream();
            return rules.map(rule -> new Lie(rule, CHECK_FAILED)).toList();
        }

        private static List<String> ofBytesAndKey(String mechanism, int from) {
            return Stream.concat(OF_BYTES.stream(), Stream.of("other"))
                    .map(lie -> lie + " " + mechanism + " 0 " + from)
                    .toList();
        }
    }

    /** A rule, and the exit code that it must lead to. */
    record Lie(String rule, int exit) {
        boolean isOneOfEachKind() {
            return ONE_OF_EACH_KIND.contains(rule.substring(0, rule.indexOf(' ')));
        }
    }

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.generate("tenant");
        shim.hsm.generate("other");
        shim.hsm.generate("recovery", "--purpose", "recovery");
        shim.hsm.pkcs11Tool(
                "--keygen", "--key-type", "AES:32", "--label", "other", "--extractable");
        KekFiles.write(shim.hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
    }

    @AfterAll
    static void print() {
        System.out.println("lies through the real commands: " + COUNTS + ", missed 0");
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void byokCreate_oneLieOfEachKind_isCaughtAndNothingIsWritten(Strategy strategy)
            throws Exception {
        List<Lie> lies =
                Stream.concat(strategy.fromTheBeginning().stream(), strategy.later().stream())
                        .filter(Lie::isOneOfEachKind)
                        .toList();
        tryAll(strategy, lies, "byok create", ShimLiesIT::byokCreate);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void backupCreate_oneLieOfTheTarget_isCaughtAndNothingIsWritten(Strategy strategy)
            throws Exception {
        List<Lie> lies = strategy.later().subList(0, 1);
        tryAll(strategy, lies, "backup create", ShimLiesIT::backupCreate);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    @Tag("full")
    void byokCreate_everyLie_isCaughtAndNothingIsWritten(Strategy strategy) throws Exception {
        List<Lie> lies = new ArrayList<>(strategy.fromTheBeginning());
        lies.addAll(strategy.later());
        tryAll(strategy, lies, "byok create", ShimLiesIT::byokCreate);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    @Tag("full")
    void backupCreate_everyLieOfTheTarget_isCaughtAndNothingIsWritten(Strategy strategy)
            throws Exception {
        tryAll(strategy, strategy.later(), "backup create", ShimLiesIT::backupCreate);
    }

    /** What the proof in the token alone would pass; the rehearsal or the controls catch it. */
    static List<Lie> hidden() {
        return Stream.of(
                        "unwrap-copy 0x210a\nflip-last 0x210a",
                        "unwrap-other 0x210a\nother 0x210a",
                        "unwrap-else-copy 0x210a\nremember 0x210a",
                        "unwrap-else-control 0x210a\nremember 0x210a",
                        "pkcs1 0x210a",
                        "scramble 0x210a",
                        "aes16 -",
                        "alternate-aes -")
                .map(rule -> new Lie("private-only -\n" + rule, CHECK_FAILED))
                .toList();
    }

    @Test
    void byokCreate_liesThatAProofInTheTokenHides_areCaughtAndNothingIsWritten() throws Exception {
        tryAll(Strategy.PAD, hidden(), "byok create", ShimLiesIT::byokCreate);
    }

    @Test
    @Tag("full")
    void backupCreate_liesThatAProofInTheTokenHides_areCaughtAndNothingIsWritten()
            throws Exception {
        tryAll(Strategy.PAD, hidden(), "backup create", ShimLiesIT::backupCreate);
    }

    private static void tryAll(Strategy strategy, List<Lie> lies, String command, Run run)
            throws Exception {
        List<String> missed = new ArrayList<>();
        FolderContent before = FolderContent.of(shim.hsm.work);
        for (Lie lie : lies) {
            shim.obey(Stream.concat(strategy.rules.lines(), lie.rule().lines()).toList());
            RealCommand.Result result = run.run("caught");
            if (!isRefusal(result, lie.exit()) || !FolderContent.of(shim.hsm.work).equals(before)) {
                missed.add(strategy + ": " + lie + ": exit " + result.exit() + ", " + result.err());
            }
            COUNTS.merge(command + ", exit " + lie.exit(), 1, Integer::sum);
        }
        // A restore needs the mechanism that was hidden.
        shim.obey(strategy.rules.lines().filter(rule -> !rule.startsWith("hide")).toList());
        run.run("honest").requireDone();
        remove();
        assertThat(missed).isEmpty();
        assertThat(lies).isNotEmpty();
    }

    static boolean isRefusal(RealCommand.Result result, int exit) {
        return result.exit() == exit
                && result.out().isEmpty()
                && result.err().contains("keyhaul: error: ")
                && result.err().contains("keyhaul: hint: ")
                && !result.err().contains("bug");
    }

    private static RealCommand.Result byokCreate(String name) throws Exception {
        Args create = Args.of("byok", "create", "--key", SoftHsmFolder.uri("tenant"), "-o", name);
        return shim.withPin(KekFiles.trusted(shim.hsm.work, create.and("--kek", "kek.json")));
    }

    private static RealCommand.Result backupCreate(String name) throws Exception {
        return shim.withPin(
                "backup",
                "create",
                "--key",
                SoftHsmFolder.uri("tenant") + ";type=private",
                "--store",
                name,
                "--to",
                SoftHsmFolder.uri("recovery"),
                "--same-token-only");
    }

    private static void remove() throws Exception {
        Path honest = shim.hsm.work.resolve("honest");
        try (Stream<Path> paths = Files.walk(honest)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @FunctionalInterface
    private interface Run {
        RealCommand.Result run(String name) throws Exception;
    }
}
