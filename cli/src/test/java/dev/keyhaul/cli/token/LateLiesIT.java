package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Modules that lie from a later blob on, about their AES keys, or about how they encode a key that
 * stays in them, through the real commands: a table of the lies, the commands and the kinds of
 * keys. {@code LateLiesTest} shows on the library at which blob each is refused, for every kind; so
 * a plain run has each command meet one lie for each kind, and all of them each lie.
 */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LateLiesIT {
    private static final int DONE = 0;
    private static final int FAILED_ITEMS = 1;
    private static final int CHECK_FAILED = 7;
    private static final String HSM = "https://contoso-hsm.managedhsm.azure.net";

    @TempDir static Path home;
    private static ShimFolder shim;
    private static int runs;
    private static boolean hasSecond;

    /** The kinds of keys, each with the options that make one. */
    enum Kind {
        RSA("--type", "rsa"),
        EC("--type", "ec"),
        AES("--type", "aes");

        private final List<String> options;

        Kind(String... options) {
            this.options = List.of(options);
        }

        private Lie pick(Lie rsa, Lie ec, Lie aes) {
            return switch (this) {
                case RSA -> rsa;
                case EC -> ec;
                case AES -> aes;
            };
        }
    }

    /** The lies, with the number of the first blob that they spoil. */
    enum Lie {
        OTHER_KEY_FROM_THE_THIRD("late-other 0x210a 0 4", 3),
        FLIPPED_FROM_THE_THIRD("late-flip 0x210a 0 4", 3),
        AES_KEY_OF_THE_REHEARSAL("aes-again 1 0 3", 1),
        AES_KEY_REPEATS("aes-again 3 0 5", 2),
        AES_KEY_OF_ZEROS("weak-aes zeros", 1),
        AES_KEY_OF_HEX_DIGITS("weak-aes hex", 1),
        AES_KEY_OF_EQUAL_HALVES("weak-aes halves", 1),
        OAEP_FROM_THE_SECOND("other 0x9 0 2", 1),
        USELESS_OAEP_AFTER_THE_REHEARSAL("flip-first 0x9 0 3", 1),
        ONE_OAEP_PART_FOR_ALL("same-oaep 0x9", 2),
        BARE_ENCODING("bare 0x210a", 1),
        EXPLICIT_CURVE("explicit 0x210a", 1);

        private final String rule;
        private final int spoiled;

        Lie(String rule, int spoiled) {
            this.rule = rule;
            this.spoiled = spoiled;
        }

        boolean isOf(Kind kind) {
            return switch (this) {
                case BARE_ENCODING -> kind != Kind.AES;
                case EXPLICIT_CURVE -> kind == Kind.EC;
                default -> true;
            };
        }
    }

    /** The commands, each with the blobs that it makes of one key. */
    enum Command {
        BYOK_CREATE(1),
        BATCH_RUN_1_JOB(5),
        BATCH_RUN_16_JOBS(18),
        BACKUP_CREATE(1),
        KEY_IMPORT(1);

        private final int blobs;

        Command(int blobs) {
            this.blobs = blobs;
        }

        boolean meets(Lie lie, Kind kind) {
            return lie.isOf(kind) && blobs >= lie.spoiled;
        }

        /** The late lies are for batches, which alone make so many blobs. */
        boolean isSample(Lie lie, Kind kind) {
            return lie
                    == switch (this) {
                        case BYOK_CREATE ->
                                kind.pick(
                                        Lie.AES_KEY_OF_THE_REHEARSAL,
                                        Lie.EXPLICIT_CURVE,
                                        Lie.AES_KEY_OF_ZEROS);
                        case BATCH_RUN_1_JOB ->
                                kind.pick(
                                        Lie.OTHER_KEY_FROM_THE_THIRD,
                                        Lie.AES_KEY_REPEATS,
                                        Lie.FLIPPED_FROM_THE_THIRD);
                        case BATCH_RUN_16_JOBS ->
                                kind.pick(
                                        Lie.FLIPPED_FROM_THE_THIRD,
                                        Lie.OTHER_KEY_FROM_THE_THIRD,
                                        Lie.ONE_OAEP_PART_FOR_ALL);
                        case BACKUP_CREATE ->
                                kind.pick(
                                        Lie.BARE_ENCODING,
                                        Lie.AES_KEY_OF_HEX_DIGITS,
                                        Lie.USELESS_OAEP_AFTER_THE_REHEARSAL);
                        case KEY_IMPORT ->
                                kind.pick(
                                        Lie.OAEP_FROM_THE_SECOND,
                                        Lie.BARE_ENCODING,
                                        Lie.AES_KEY_OF_EQUAL_HALVES);
                    };
        }
    }

    /** How a command ended, and how many files it left that it says are done. */
    private record Outcome(int exit, long done, long files, String error) {}

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        for (Kind kind : Kind.values()) {
            shim.hsm.generate(kind.name(), kind.options.toArray(String[]::new));
        }
        shim.hsm.generate("other");
        shim.hsm.generate("other-ec", "--type", "ec");
        shim.hsm.generate("other-aes", "--type", "aes");
        shim.hsm.generate("recovery", "--purpose", "recovery");
        String id = KekFiles.KID.replace(KekFiles.VAULT, HSM);
        KekFiles.write(
                shim.hsm.work,
                "kek.json",
                KekFiles.az(KekFiles.rsa(4096).getPublic(), id, "RSA-HSM", "\"import\""));
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    @Order(2)
    void aLieOfEachKind_isRefusedAndNoSpoiledBlobCountsAsDone(Command command) throws Exception {
        requireRefused(command, command::isSample);
    }

    @Test
    @Order(3)
    void samples_haveEachLie_andEachCommandHasOneOfEachKind() {
        Set<Lie> lies = EnumSet.noneOf(Lie.class);
        for (Command command : Command.values()) {
            for (Kind kind : Kind.values()) {
                List<Lie> sampled =
                        Stream.of(Lie.values()).filter(l -> command.isSample(l, kind)).toList();
                assertThat(sampled).as(command + ", " + kind).hasSize(1);
                lies.addAll(sampled);
            }
        }
        assertThat(lies).containsExactly(Lie.values());
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    @Order(4)
    @Tag("full")
    void everyLie_isRefusedAndNoSpoiledBlobCountsAsDone(Command command) throws Exception {
        requireRefused(command, command::meets);
    }

    private static void requireRefused(Command command, BiPredicate<Lie, Kind> meets)
            throws Exception {
        List<String> missed = new ArrayList<>();
        for (Lie lie : Lie.values()) {
            StringBuilder row = new StringBuilder();
            for (Kind kind : Kind.values()) {
                String outcome = "-";
                if (meets.test(lie, kind)) {
                    shim.obey(lie.rule);
                    Outcome ended = run(command, kind);
                    outcome = "exit " + ended.exit() + ", " + ended.done() + " done";
                    if (!isRight(command, lie, ended)) {
                        missed.add(lie + ", " + kind + ": " + ended);
                    }
                }
                row.append(String.format(" | %s: %-17s", kind, outcome));
            }
            System.out.printf("%-18s | %-25s%s%n", command, lie, row);
        }
        shim.obey();
        Outcome honest = run(command, Kind.EC);
        assertThat(honest.exit()).as(honest.error()).isEqualTo(DONE);
        assertThat(missed).isEmpty();
    }

    /** What an HSM in the network must do for the first blob; alone, since slots are asked. */
    @ParameterizedTest
    @CsvSource({
        "BYOK_CREATE, RSA, 79",
        "BYOK_CREATE, EC, 85",
        "BYOK_CREATE, AES, 87",
        "BACKUP_CREATE, RSA, 107",
        "BACKUP_CREATE, EC, 113",
        "BACKUP_CREATE, AES, 115"
    })
    @Order(1)
    void honestToken_isCalledNoMoreThan(Command command, Kind kind, int most) throws Exception {
        shim.obey("log -");
        shim.takeLog();
        assertThat(run(command, kind).exit()).isEqualTo(DONE);
        List<String> calls = shim.takeLog();
        System.out.println(command + ", " + kind + ": " + calls.size() + " calls");
        assertThat(calls).hasSizeBetween(1, most);
    }

    private static boolean isRight(Command command, Lie lie, Outcome ended) {
        int exit = command.blobs == 1 ? CHECK_FAILED : FAILED_ITEMS;
        return ended.exit() == exit
                && ended.done() < lie.spoiled
                && ended.files() == ended.done()
                && (command.blobs > 1 || ended.error().contains("hint: nothing was written"));
    }

    private static Outcome run(Command command, Kind kind) throws Exception {
        String name = "run-" + ++runs;
        return switch (command) {
            case BYOK_CREATE -> byokCreate(kind, name);
            case BATCH_RUN_1_JOB -> batchRun(kind, name, command.blobs, "1");
            case BATCH_RUN_16_JOBS -> batchRun(kind, name, command.blobs, "16");
            case BACKUP_CREATE -> backupCreate(kind, name);
            case KEY_IMPORT -> keyImport(kind, name);
        };
    }

    private static Outcome byokCreate(Kind kind, String name) throws Exception {
        Args create =
                Args.of("byok", "create", "--key", key(kind), "-o", name, "--kek", "kek.json");
        RealCommand.Result result = shim.withPin(create.and(trust()));
        long made = Files.exists(shim.hsm.work.resolve(name)) ? 1 : 0;
        return new Outcome(result.exit(), result.exit() == DONE ? 1 : 0, made, result.err());
    }

    private static Outcome batchRun(Kind kind, String name, int blobs, String jobs)
            throws Exception {
        StringBuilder rows = new StringBuilder("source,kek,output\n");
        for (int i = 0; i < blobs; i++) {
            rows.append(key(kind)).append(",kek.json,").append(name).append("-" + i + ".byok\n");
        }
        KekFiles.write(shim.hsm.work, name + ".csv", rows.toString());
        Args batch = Args.of("batch", "run", name + ".csv", "--jobs", jobs);
        RealCommand.Result result = shim.withPin(batch.and(trust()));
        long done = BatchFolder.doneLines(shim.hsm.work.resolve(name + ".csv.journal")).size();
        try (Stream<Path> files = Files.list(shim.hsm.work)) {
            long made =
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> file.startsWith(name + "-") && file.endsWith(".byok"))
                            .count();
            return new Outcome(result.exit(), done, made, result.err());
        }
    }

    private static Outcome backupCreate(Kind kind, String name) throws Exception {
        RealCommand.Result result =
                shim.withPin(
                        "backup",
                        "create",
                        "--key",
                        key(kind),
                        "--store",
                        name,
                        "--to",
                        SoftHsmFolder.uri("recovery"),
                        "--same-token-only");
        long copies = Files.exists(shim.hsm.work.resolve(name)) ? 1 : 0;
        return new Outcome(result.exit(), result.exit() == DONE ? 1 : 0, copies, result.err());
    }

    /** From token to token: the second one must not have the key. */
    private static Outcome keyImport(Kind kind, String name) throws Exception {
        if (!hasSecond) {
            shim.hsm.initToken("second").requireDone();
            hasSecond = true;
        }
        RealCommand.Result result =
                shim.withPin(
                        "key",
                        "import",
                        "--key",
                        key(kind),
                        "--token",
                        "second",
                        "--label",
                        name,
                        "--key-id",
                        String.format("%04x", runs));
        long keys =
                shim.withPin("key", "list", "--token", "second", "--json").out().contains(name)
                        ? 1
                        : 0;
        return new Outcome(result.exit(), result.exit() == DONE ? 1 : 0, keys, result.err());
    }

    private static String key(Kind kind) {
        return SoftHsmFolder.uri(kind.name());
    }

    private static String[] trust() throws Exception {
        Args trust = Args.of(KekFiles.trust(shim.hsm.work, "kek.json"));
        String[] all = trust.and("--profile", "key-vault");
        all[trust.first().size() - 1] = HSM;
        return all;
    }
}
