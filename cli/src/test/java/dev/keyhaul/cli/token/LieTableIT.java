package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.token.Lie.Command;
import dev.keyhaul.cli.token.Lie.Kind;
import dev.keyhaul.core.fixture.OpenSsl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each lie of the shim through each command that makes or moves a key, for each kind of key: none
 * ends with 0 but those that {@link Lie} gives a reason for. The token is as it was before each. A
 * row of docs/dev/LIES.md that differs is named.
 */
@Tag("long")
class LieTableIT {
    private static final Path PAGE =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs", "dev", "LIES.md");
    private static final Path TABLE = Path.of("target", "lies.md");
    private static final String HSM = "https://contoso-hsm.managedhsm.azure.net";
    private static final String KEPT = "kept";

    @TempDir static Path home;
    private static ShimFolder shim;
    private static final Map<Kind, String> COPIES = new EnumMap<>(Kind.class);
    private static final Map<Kind, String> FINGERPRINTS = new EnumMap<>(Kind.class);
    private static String kek = "";
    private static int runs;

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.withOwnState().initToken("next").requireDone();
        for (Kind kind : Kind.values()) {
            shim.hsm.generate(resident(kind), "--type", word(kind));
        }
        shim.hsm.generate("other");
        shim.hsm.generate("other-ec", "--type", "ec");
        shim.hsm.generate("other-aes", "--type", "aes");
        shim.hsm.generate("recovery", "--purpose", "recovery");
        RSAPublicKey vault = (RSAPublicKey) KekFiles.rsa(4096).getPublic();
        byte[] modulus = vault.getModulus().toByteArray();
        kek = Long.toHexString(ByteBuffer.wrap(modulus, 1, Long.BYTES).getLong());
        String id = KekFiles.KID.replace(KekFiles.VAULT, HSM);
        KekFiles.write(shim.hsm.work, "kek.json", KekFiles.az(vault, id, "RSA-HSM", "\"import\""));
        OpenSsl openssl = new OpenSsl(home);
        file(Kind.RSA, openssl.make("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"));
        file(Kind.EC, openssl.make("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"));
        byte[] aes = new byte[32];
        new SecureRandom().nextBytes(aes);
        file(Kind.AES, aes);
        for (Kind kind : Kind.values()) {
            RealCommand.Result made = shim.withPin(backup(source(kind), "copies"));
            COPIES.put(kind, made.requireDone().json().string("id"));
            RealCommand.Result seen =
                    shim.hsm.keyhaul().run("inspect", "--json", source(kind)).requireDone();
            FINGERPRINTS.put(kind, seen.json().string("fingerprint"));
        }
        copy(tokens(), home.resolve(KEPT));
    }

    /** Rules that a plain run has elsewhere: LateLiesIT, ShimLiesIT, ShimLiesOnTheWayInIT. */
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "late-other",
                    "late-flip",
                    "aes-again",
                    "weak-aes",
                    "same-oaep",
                    "other",
                    "bare",
                    "explicit",
                    "flip-first",
                    "flip-last",
                    "truncate",
                    "zeros",
                    "empty",
                    "pkcs1",
                    "scramble",
                    "unwrap-copy",
                    "unwrap-other",
                    "unwrap-else-copy",
                    "unwrap-else-control",
                    "unwrap-as",
                    "aes16",
                    "alternate-aes",
                    "constant-aes",
                    "constant-pair",
                    "constant-private",
                    "copy-pair",
                    "copy-private",
                    "exponent-3",
                    "pair-as",
                    "keyless-token",
                    "leaves");

    /**
     * Each lie has its row, in order, and each cell without an exit code the letter of its reason.
     */
    @Test
    void page_hasTheRowsAndReasonsOfTheTable() throws Exception {
        assertThat(Page.read().rows.keySet()).containsExactlyElementsOf(titles());
        for (Lie lie : Lie.all()) {
            for (Cell cell : Cell.all()) {
                String letter =
                        lie.why(cell.command, cell.kind).map(Lie.Why::mark).orElse("[1357]|5/7");
                assertThat(Page.read().end(lie, cell)).as(lie + ", " + cell).matches(letter);
            }
        }
        String text = Files.readString(PAGE).replaceAll("\\s+", " ");
        for (Lie.Why why : Lie.Why.values()) {
            assertThat(text).contains("* " + why.told());
        }
    }

    private static List<String> titles() {
        return Lie.all().stream().map(Lie::toString).toList();
    }

    /** The page's rows, by the lie. */
    private record Page(Map<String, String[]> rows) {
        static Page read() throws IOException {
            Map<String, String[]> rows = new LinkedHashMap<>();
            for (String line : Files.readAllLines(PAGE)) {
                if (line.startsWith("| `")) {
                    String[] cells = line.split(" \\| ?");
                    rows.put(cells[0].substring(3, cells[0].length() - 1), cells);
                }
            }
            return new Page(rows);
        }

        /** Returns an exit code, or a letter. */
        String end(Lie lie, Cell cell) {
            String cells = Objects.requireNonNull(rows.get(lie.title))[1 + cell.command.ordinal()];
            String[] kinds = cells.split(", ");
            return kinds[kinds.length == 1 ? 0 : cell.kind.ordinal()];
        }
    }

    /** One cell of each other rule, of another command and another kind each time. */
    @Test
    void oneCellOfEachRule_isRefused() throws Exception {
        List<String> missed = new ArrayList<>();
        Set<String> tried = new TreeSet<>();
        int next = 0;
        for (Lie lie : Lie.all()) {
            List<Cell> refused = Cell.all().stream().filter(cell -> cell.isRefused(lie)).toList();
            if (!refused.isEmpty() && !ELSEWHERE.contains(lie.verb()) && tried.add(lie.verb())) {
                Cell cell = refused.get(next++ % refused.size());
                String end = outcome(lie, cell.command(), cell.kind(), missed);
                if (!end.equals(Page.read().end(lie, cell))) {
                    missed.add(lie + ", " + cell + ": exit " + end + ", not as in " + PAGE);
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    /** A command, and the kind of its key. */
    private record Cell(Command command, Kind kind) {
        static List<Cell> all() {
            return Stream.of(Command.values())
                    .flatMap(c -> Stream.of(Kind.values()).map(k -> new Cell(c, k)))
                    .toList();
        }

        boolean isRefused(Lie lie) {
            return lie.why(command, kind).isEmpty();
        }
    }

    /** Writes the table into target as well. */
    @Test
    @Tag("full")
    void everyCell_isRefusedOrHasItsReason() throws Exception {
        List<String> missed = new ArrayList<>();
        List<String> page = new ArrayList<>();
        page.add("| lie | " + commands(c -> c.words) + " |");
        page.add("|---|" + commands(c -> "---").replace(" ", "") + "|");
        for (Lie lie : Lie.all()) {
            StringBuilder row = new StringBuilder("| `" + lie + "` |");
            for (Command command : Command.values()) {
                List<String> ends = new ArrayList<>();
                for (Kind kind : Kind.values()) {
                    ends.add(outcome(lie, command, kind, missed));
                }
                boolean same = Set.copyOf(ends).size() == 1;
                row.append(' ').append(same ? ends.get(0) : String.join(", ", ends)).append(" |");
            }
            page.add(row.toString());
        }
        page.add("");
        for (Lie.Why why : Lie.Why.values()) {
            page.add("* " + why.told());
        }
        Files.write(TABLE, page);
        assertThat(missed).isEmpty();
        assertThat(Files.readAllLines(PAGE)).containsAll(page.subList(0, page.indexOf("")));
    }

    private static String commands(Function<Command, String> text) {
        return Stream.of(Command.values()).map(text).collect(Collectors.joining(" | "));
    }

    /** Returns what the page says of a cell: the exit code, or the letter of the reason. */
    private static String outcome(Lie lie, Command command, Kind kind, List<String> missed)
            throws Exception {
        Set<String> before = objects();
        shim.obey(rules(lie, command));
        RealCommand.Result result = run(command, kind);
        Set<String> first = objects();
        if (lie.again) {
            result = run(command, kind);
        }
        shim.obey();
        Set<String> now = objects();
        boolean isDone = result.exit() == 0;
        boolean isLeft = !first.containsAll(now) && !lie.keeps();
        boolean isRight =
                lie.isByChance(command, kind) || isDone == lie.why(command, kind).isPresent();
        if (!isRight || (!isDone && isLeft) || result.err().contains("a bug")) {
            String cell = lie + ", " + command + ", " + kind;
            missed.add(cell + ": exit " + result.exit() + ", " + result.out() + result.err());
        }
        if (!now.equals(before) || isDone) {
            delete(tokens());
            copy(home.resolve(KEPT), tokens());
        }
        String code = String.valueOf(result.exit());
        return lie.why(command, kind)
                .map(Lie.Why::mark)
                .orElse(lie.isRefusedByOrder(command, kind) && code.matches("[57]") ? "5/7" : code);
    }

    /** What a token makes instead of a pair, it says to have generated. */
    private static List<String> rules(Lie lie, Command command) {
        List<String> rules = new ArrayList<>();
        for (String rule : lie.rules) {
            rules.addAll(rule.replace("KEK", kek).lines().toList());
        }
        boolean isMade =
                lie.rules.stream()
                        .anyMatch(r -> r.matches("(constant|copy|alternate|weak|aes)-?.*"));
        if (command == Command.KEY_GENERATE && isMade) {
            rules.addAll(List.of("flag 0x163 1", "flag 0x165 1"));
        }
        return rules;
    }

    private static RealCommand.Result run(Command command, Kind kind) throws Exception {
        String name = "run-" + ++runs;
        String id = String.format("%04x", runs);
        return switch (command) {
            case KEY_GENERATE ->
                    shim.withPin(
                            Args.of("key", "generate", "--token", SoftHsmFolder.TOKEN)
                                    .and("--label", name, "--type", word(kind)));
            case BYOK_CREATE ->
                    shim.withPin(
                            Args.of("byok", "create", "--key", uri(kind), "-o", name + ".byok")
                                    .with("--kek", "kek.json")
                                    .and(trust()));
            case KEY_IMPORT ->
                    shim.withPin(
                            Args.of("key", "import", "--key", source(kind), "--label", name)
                                    .and("--token", SoftHsmFolder.TOKEN, "--key-id", id));
            case BACKUP_CREATE -> shim.withPin(backup(uri(kind), name));
            case BACKUP_RESTORE ->
                    shim.withPin(
                            Args.of("backup", "restore", "--store", "copies", "--label", name)
                                    .with("--id", Objects.requireNonNull(COPIES.get(kind)))
                                    .with(
                                            "--expect",
                                            Objects.requireNonNull(FINGERPRINTS.get(kind)))
                                    .and("--token", SoftHsmFolder.TOKEN, "--key-id", id));
            case BATCH_RUN -> batch(kind, name);
        };
    }

    private static RealCommand.Result batch(Kind kind, String name) throws Exception {
        StringBuilder rows = new StringBuilder("source,kek,output\n");
        for (int i = 0; i < 3; i++) {
            rows.append(uri(kind)).append(",kek.json,").append(name).append("-" + i + ".byok\n");
        }
        KekFiles.write(shim.hsm.work, name + ".csv", rows.toString());
        return shim.withPin(Args.of("batch", "run", name + ".csv", "--jobs", "2").and(trust()));
    }

    private static String[] backup(String key, String store) {
        return Args.of("backup", "create", "--key", key, "--store", store)
                .with("--to", SoftHsmFolder.uri("recovery"))
                .and("--same-token-only", "--json");
    }

    private static String[] trust() throws Exception {
        Args trust = Args.of(KekFiles.trust(shim.hsm.work, "kek.json"));
        String[] all = trust.and("--profile", "key-vault");
        all[trust.first().size() - 1] = HSM;
        return all;
    }

    private static String resident(Kind kind) {
        return kind == Kind.RSA ? "tenant" : "tenant-" + word(kind);
    }

    private static String uri(Kind kind) {
        return SoftHsmFolder.uri(resident(kind));
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String source(Kind kind) {
        return (kind == Kind.AES ? "aes:" : "pem:") + word(kind) + ".key";
    }

    private static void file(Kind kind, byte[] content) throws IOException {
        KekFiles.secret(shim.hsm.work, word(kind) + ".key", content);
    }

    private static Path tokens() {
        return home.resolve("tokens");
    }

    private static Set<String> objects() throws IOException {
        try (Stream<Path> files = Files.walk(tokens())) {
            Set<String> names = new TreeSet<>();
            files.map(Path::toString).filter(n -> n.endsWith(".object")).forEach(names::add);
            return names;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
