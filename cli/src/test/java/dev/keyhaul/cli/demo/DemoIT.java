package dev.keyhaul.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.browser.Chromium;
import dev.keyhaul.cli.browser.OpenPage;
import dev.keyhaul.cli.browser.PrintedPages;
import dev.keyhaul.cli.fixture.RealCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration, as a newcomer and a script see it. */
class DemoIT {
    @TempDir static Path shared;
    private static @Nullable Path kept;

    @TempDir Path folder;
    private RealCommand keyhaul;

    @BeforeEach
    void here() {
        keyhaul = new RealCommand(folder).without("SOFTHSM2_CONF");
    }

    /** Returns the files of a demonstration that was held once for all tests that look at them. */
    private static Path kept() throws Exception {
        Path files = kept;
        if (files == null) {
            files = shared.resolve("d");
            RealCommand there = new RealCommand(shared).without("SOFTHSM2_CONF");
            assertThat(there.run("demo", "--dir", "d", "--keep").requireDone().out())
                    .endsWith("PASS\n");
            kept = files;
        }
        return files;
    }

    @Test
    void demo_goesAllTheWay_andEndsWithPass() throws Exception {
        RealCommand.Result result = outAndErr("demo", "-v");

        assertThat(result.exit()).as(result.out()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("PASS");
        assertThat(
                        lines.stream()
                                .filter(line -> line.startsWith("["))
                                .map(line -> line.substring(0, 5)))
                .containsExactly("[1/6]", "[2/6]", "[3/6]", "[4/6]", "[5/6]", "[6/6]");
        assertThat(lines).filteredOn(line -> line.startsWith("      Step ")).hasSize(10);
        assertThat(result.out())
                .contains(
                        "these bytes, unwrapped and used inside the token",
                        "the vault holds the target key: ",
                        "restored in a test when it was made",
                        "its token is gone",
                        "restored token 'recovery', key 'restored': same key",
                        "a signature made in the token verified",
                        "Use-AipServiceKeyVaultKey")
                .containsPattern("row 4 > [0-9a-f -]{27} \\(as it was shown before\\)")
                .containsPattern("key URL: https://rehearsal\\S+/keys/tenant/[0-9a-f]{32}\n")
                .doesNotContain("FAILED");
    }

    @Test
    void demo_leavesNothingBehind(@TempDir Path temporary) throws Exception {
        RealCommand here =
                keyhaul.with("TMPDIR", temporary.toString())
                        .with("XDG_STATE_HOME", folder.resolve("state").toString())
                        .with("KEYHAUL_SETTINGS", folder.resolve("none").toString())
                        .with("KEYHAUL_PKCS11_MODULE", "/no/module.so");

        String out = here.run("demo", "-v").requireDone().out();

        String made = out.replaceFirst("(?s).*the plan of a rehearsal, in (\\S+)\n.*", "$1");
        assertThat(Path.of(made).getParent()).isEqualTo(temporary);
        assertThat(Path.of(made)).doesNotExist();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void keep_keepsTheFiles_forTheirOwnerAlone() throws Exception {
        Path kept = kept();

        assertThat(kept.resolve("PLAN.json")).isRegularFile();
        assertThat(kept.resolve("script.html")).isRegularFile();
        assertThat(drives(kept)).hasSize(2).allMatch(Files::isDirectory);
        // As the plan says.
        assertThat(kept.resolve("tenant.byok")).doesNotExist();
        assertThat(kept.resolve("kek.json")).doesNotExist();
        assertThat(kept.resolve("report.html"))
                .content()
                .contains(
                        "Unattended rehearsal of a key ceremony",
                        "nobody (unattended)",
                        "nobody was there: an unattended rehearsal")
                .doesNotContain("typed from paper; ");
        requireSaidThatNobodyWasThere(kept.resolve("records"));
        try (Stream<Path> paths = Files.walk(kept)) {
            assertThat(paths)
                    // The local vault's token went with the local vault.
                    .noneMatch(path -> path.endsWith("vault.access"))
                    .hasSizeGreaterThan(8)
                    .allSatisfy(
                            path ->
                                    assertThat(permissions(path))
                                            .as(path.toString())
                                            .isEqualTo(
                                                    Files.isDirectory(path)
                                                            ? "rwx------"
                                                            : "rw-------"));
        }
    }

    /** The copies are beside the plan's folder at a ceremony, and here with what a host keeps. */
    private static List<Path> drives(Path kept) throws IOException {
        try (Stream<Path> paths = Files.walk(kept.resolve("state"))) {
            return paths.filter(path -> path.getFileName().toString().startsWith("drive-"))
                    .toList();
        }
    }

    /** Each record of the guide itself says so; none says that somebody typed a number. */
    private static void requireSaidThatNobodyWasThere(Path records) throws IOException {
        try (Stream<Path> all = Files.list(records)) {
            List<Path> guide =
                    all.filter(path -> path.toString().endsWith("-ceremony-run.record.json"))
                            .toList();
            assertThat(guide)
                    .hasSize(4)
                    .allSatisfy(
                            path ->
                                    assertThat(path)
                                            .content()
                                            .contains("\"unattended\": true")
                                            .doesNotContain("typed from paper"));
        }
    }

    @Test
    @Tag("long")
    void report_printsOnTwelveSheetsAtMost_andIsReadable() throws Exception {
        Files.copy(kept().resolve("report.html"), folder.resolve("report.html"));

        try (OpenPage report = new Chromium(folder).open("report.html")) {
            Files.write(folder.resolve("a4.pdf"), report.print(210, 297));
            Files.write(folder.resolve("letter.pdf"), report.print(216, 279));
            report.requireReadable();
        }
        for (String pdf : List.of("a4.pdf", "letter.pdf")) {
            PrintedPages sheets = new PrintedPages(keyhaul, pdf);
            assertThat(sheets.count()).as(pdf).isBetween(3, 12);
            sheets.requireInsideMargins();
        }
    }

    @Test
    void folderThatExists_isAFail_andStaysAsItWas() throws Exception {
        Files.createDirectory(folder.resolve("mine"));

        RealCommand.Result result = outAndErr("demo", "--dir", "mine");

        requireFail(result, "FAIL: cannot write .*mine: it exists already \\[KH-FILE-EXISTS]");
        assertThat(folder.resolve("mine")).isEmptyDirectory();
    }

    @Test
    void moduleThatIsNone_isAFail() throws Exception {
        Path noModule = folder.resolve("no-module.so");
        Files.writeString(noModule, "text");

        RealCommand.Result result =
                outAndErr("demo", "--dir", "d", "--module", noModule.toString());

        requireFail(result, "FAIL: .*no-module.so .* \\[KH-MODULE-UNUSABLE]");
        assertThat(result.out()).contains("files are in ", "hint: ");
    }

    private static void requireFail(RealCommand.Result result, String lastLine) {
        List<String> lines = result.out().lines().toList();
        assertThat(lines.get(lines.size() - 1)).matches(lastLine);
        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.out()).doesNotContain("\tat ", "PASS");
    }

    /** Both streams in one, as a terminal or a log has them. */
    private RealCommand.Result outAndErr(String... args) throws Exception {
        return keyhaul.runShell("keyhaul '" + String.join("' '", args) + "' 2>&1");
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
