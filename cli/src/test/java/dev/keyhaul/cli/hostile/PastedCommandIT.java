package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.CommandWords;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names that somebody chose to deceive: none makes a line that looks like one of ours, and what an
 * operator pastes runs the command that is shown and nothing else.
 */
final class PastedCommandIT {
    /** Would be a command, an option's end, a line of ours, colours, and the other direction. */
    private static final String EVIL =
            "x;touch y;#'\"$(touch y)`touch y`\nkeyhaul: error: forged\n    next: forged\u001b[31m\u202e\u2028";

    private static final Pattern APPROVE = Pattern.compile("keyhaul approve .*");

    @TempDir static Path folder;
    private static RealCommand keyhaul;

    @BeforeAll
    static void prepare() throws Exception {
        keyhaul = new RealCommand(folder);
        KekFiles.write(folder, "witness.pem", KekFiles.pem(KekFiles.rsa(3072).getPublic()));
        KekFiles.write(folder, "tenant" + EVIL, KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        KekFiles.write(folder, "kek.json", KekFiles.record(KekFiles.rsa(2048).getPublic()));
        Path program =
                Files.writeString(
                        Files.createDirectory(folder.resolve("bin")).resolve("keyhaul"),
                        "#!/bin/sh\nfor a in \"$@\"; do printf '<%s>' \"$a\"; done\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    /** Each line of a status came from a name, and the command to paste ran another. */
    @Test
    void commandToApprove_isPastedWhole_fromTheHintAndFromTheStatus() throws Exception {
        for (String approvals : List.of(EVIL, "-p", "plain")) {
            RealCommand.Result asked =
                    keyhaul.run(
                            Args.of("byok", "create", "--key", "pem:tenant" + EVIL)
                                    .with("--kek", "kek.json", "--vault", KekFiles.VAULT)
                                    .with("-o", "out.byok", "--require-approval", "witness.pem")
                                    .and("--approvals=" + typed(approvals)));

            new Refusal(9, "the approval of ", "keyhaul approve ").requireIs(asked);
            requireOurLines(asked);
            String request = request(approvals);
            requirePasted(asked.err(), request);

            Files.write(
                    folder.resolve("status.json"),
                    JsonObject.builder().put("approvals", List.of(approvals)).build().toUtf8());
            RealCommand.Result status = keyhaul.run("status", "status.json");
            assertThat(status.exit()).as(status.err()).isEqualTo(7);
            requireOurLines(status);
            assertThat(status.out().lines()).hasSize(5);
            requirePasted(status.out(), request);
        }
    }

    private static String request(String approvals) throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve(approvals))) {
            Path file =
                    files.filter(f -> f.toString().endsWith(".request.json"))
                            .findFirst()
                            .orElseThrow();
            return typed(approvals + "/" + file.getFileName());
        }
    }

    private static String typed(String name) {
        return name.startsWith("-") ? "./" + name : name;
    }

    private static void requirePasted(String printed, String request) throws Exception {
        String command =
                APPROVE.matcher(printed)
                        .results()
                        .map(found -> found.group())
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(printed));
        RealCommand.Result pasted =
                keyhaul.runProgram(List.of("sh", "-c", "PATH=\"$PWD/bin:$PATH\"\n" + command));
        assertThat(pasted.out()).as(command).isEqualTo("<approve><" + request + "><--key><SOURCE>");
        assertThat(pasted.err()).as(command).isEmpty();
        assertThat(folder.resolve("y")).as(command).doesNotExist();
    }

    /** Whatever a command does with it: as a file, a folder, a source, or a word too many. */
    @Test
    void everyCommand_showsAHostileWord_onLinesOfItsOwn() throws Exception {
        for (String command : CommandWords.commands()) {
            List<String> words = List.of(command.split(" "));
            requireOurLines(run(words, EVIL));
            for (String option : List.of("--key=pem:", "--store=", "--label=", "--person=a=")) {
                if (CommandWords.optionsOf(words)
                        .contains(option.substring(0, option.indexOf('=')))) {
                    requireOurLines(run(words, option + EVIL));
                }
            }
        }
    }

    private static RealCommand.Result run(List<String> words, String last) throws Exception {
        return keyhaul.run(Stream.concat(words.stream(), Stream.of(last)).toArray(String[]::new));
    }

    @Test
    void reportsOfHostileFiles_haveARowALine() throws Exception {
        requireOurLines(keyhaul.run("inspect", "pem:tenant" + EVIL).requireDone());
        RealCommand.Result recorded =
                keyhaul.run(
                        KekFiles.trusted(
                                folder,
                                Args.of("byok", "create", "--key", "pem:tenant" + EVIL)
                                        .with("--kek", "kek.json", "-o", "out" + EVIL)
                                        .with("--record", "records" + EVIL)
                                        .and("--person", "operator=Ada")));
        requireOurLines(recorded.requireDone());
        requireOurLines(keyhaul.run("inspect", "out" + EVIL).requireDone());
        requireOurLines(
                keyhaul.run("ceremony", "report", "--verify-only", "records" + EVIL).requireDone());
        Files.write(folder.resolve("out" + EVIL), new byte[] {0});
        RealCommand.Result changed =
                keyhaul.run("ceremony", "report", "--verify-only", "records" + EVIL);
        assertThat(changed.exit()).as(changed.err()).isEqualTo(7);
        requireOurLines(changed);
    }

    private static void requireOurLines(RealCommand.Result result) {
        assertThat(result.out() + result.err())
                .doesNotContain(
                        "\u001b",
                        "\u202e",
                        "\u2028",
                        "\nkeyhaul: error: forged",
                        "\n    next: forged");
        assertThat(result.out().lines().map(String::strip)).doesNotContain("next: forged");
        assertThat(folder.resolve("y")).doesNotExist();
    }
}
