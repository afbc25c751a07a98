package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No output is any input, and no two outputs are one file: with {@code --force}, for every command
 * and every line of a batch. All is refused before anything changes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OverwrittenInputIT {
    private static final String SAME = "input and output are the same file";
    private static final String TWO = "two outputs are the same file";
    private static final String REFUSED =
            "source,password_file,kek,output\n%s\npem:keys/2.pem,,kek.json,out/last.byok\n";

    @TempDir static Path home;

    private RealCommand command;
    private BatchFolder batch;

    @BeforeAll
    void prepare() throws Exception {
        command = new RealCommand(home);
        batch = new BatchFolder(command);
        Files.createDirectory(home.resolve("out"));
        Files.createSymbolicLink(home.resolve("self"), home);
        Files.createSymbolicLink(home.resolve("linked"), home.resolve("out"));
        Files.copy(home.resolve("keys/0.pem"), home.resolve("k.pem"));
        KekFiles.write(home, "pub.pem", KekFiles.pem(batch.key(0).getPublic()));
        KekFiles.write(home, "pw", "a password of a file\n");
        KekFiles.write(home, "tpd.password", TpdWriter.PASSWORD);
        Files.write(home.resolve("t.xml"), TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).write());
        command.run(
                        "pfx",
                        "create",
                        "--key",
                        "pem:k.pem",
                        "-o",
                        "k.pfx",
                        "--out-password-file",
                        "pw")
                .requireDone();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    key export-public --key pem:k.pem -o k.pem                                       | in
                    key export-public --key pem:k.pem -o self/k.pem                                  | in
                    key export-public --key pfx:k.pfx --password-file pw -o k.pfx                    | in
                    key export-public --key pfx:k.pfx#key --password-file pw -o self/k.pfx           | in
                    key export-public --key pfx:k.pfx --password-file pw -o pw                       | in
                    key export-public --key tpd:t.xml --password-file tpd.password -o t.xml          | in
                    key export-public --key pkcs11:token=t;object=k?pin-source=file:pw -o pw         | in
                    key export-public --key pkcs11:token=t;object=k --pin-file pw -o self/pw         | in
                    pfx create --key pem:k.pem -o x --out-password-file x                            | in
                    pfx create --key pem:k.pem -o pw --out-password-file pw                          | in
                    pfx create --key pem:k.pem -o k.pem --out-password-file pw                       | in
                    tpd convert t.xml --password-file tpd.password --keyless-out x --key-out self/x  | two
                    tpd convert t.xml --password-file tpd.password --keyless-out x --key-out x       | two
                    tpd convert t.xml --password-file tpd.password --keyless-out self/t.xml          | in
                    tpd convert t.xml --password-file tpd.password --keyless-out tpd.password        | in
                    byok create --key pem:k.pem --kek kek.json --rehearsal -o kek.json               | in
                    byok create --key pem:k.pem --kek kek.json --require-approval pub.pem -o pub.pem | in
                    byok create --from-wrapped k.pfx --public pub.pem --kek kek.json -o pub.pem      | in
                    """)
    void output_thatIsAnotherFileOfTheCommand_isRefused(String line, String which)
            throws Exception {
        FolderContent before = FolderContent.of(home);

        RealCommand.Result result = command.run((line + " --force").split(" +"));

        assertThat(result.err()).contains(which.equals("in") ? SAME : TWO);
        new Refusal(1, which.equals("in") ? SAME : TWO, "another name").requireIs(result);
        assertThat(FolderContent.of(home)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    pem:keys/0.pem,,kek.json,keys/1.pem\\npem:keys/1.pem,,kek.json,out/2.byok  | in
                    pem:keys/0.pem,,kek.json,self/keys/0.pem                                   | in
                    pem:keys/0.pem,,kek.json,kek.json                                          | in
                    pem:keys/0.pem,,kek.json,self/kek.json                                     | in
                    pem:keys/0.pem,,kek.json,self/attack.csv                                   | in
                    pfx:k.pfx,pw,kek.json,pw                                                   | in
                    pem:keys/0.pem,,kek.json,self/attack.csv.journal                           | two
                    pem:keys/0.pem,,kek.json,attack.csv.shard-1-of-3.journal                   | two
                    pem:keys/0.pem,,kek.json,pub.pem                                           | in
                    pem:keys/0.pem,,kek.json,out/1.byok\\npem:keys/1.pem,,kek.json,linked/1.byok | own
                    """)
    void lineOfABatch_thatWritesOverAnother_isRefusedBeforeAnyKeyIsWrapped(
            String lines, String which) throws Exception {
        Files.writeString(
                home.resolve("attack.csv"), REFUSED.formatted(lines.replace("\\n", "\n")));
        FolderContent before = FolderContent.of(home);

        RealCommand.Result result = attack("--password-file", "pub.pem");

        new Refusal(
                        1,
                        switch (which) {
                            case "in" -> SAME;
                            case "two" -> TWO;
                            default -> "is named on line 2 already";
                        },
                        which.equals("own") ? "separate destination" : "another name")
                .requireIs(result);
        assertThat(result.err()).contains("attack.csv, line ");
        assertThat(FolderContent.of(home)).isEqualTo(before);
    }

    /** The only line: no other one names the file as an input. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    source,kek,output\\npem:keys/0.pem,kek.json,kek.json
                    source,output,kek\\npem:keys/0.pem,kek.json,kek.json
                    source,kek,output\\npem:keys/0.pem,./kek.json,kek.json
                    kek,source,password_file,output\\nkek.json,pfx:k.pfx,pw,pw
                    output,source,password_file,kek\\npw,pfx:k.pfx,pw,kek.json
                    """)
    void outputOfALine_thatIsSpeltLikeItsOwnInput_isRefused(String lines) throws Exception {
        Files.writeString(home.resolve("attack.csv"), lines.replace("\\n", "\n") + "\n");
        FolderContent before = FolderContent.of(home);

        new Refusal(1, SAME, "another name").requireIs(attack());
        assertThat(FolderContent.of(home)).isEqualTo(before);
    }

    @Test
    void journal_thatIsAnInput_isRefused() throws Exception {
        Files.writeString(
                home.resolve("attack.csv"),
                REFUSED.formatted("pem:keys/0.pem,,kek.json,out/1.byok"));
        FolderContent before = FolderContent.of(home);
        for (String file : List.of("keys/0.pem", "kek.json", "self/attack.csv", "pub.pem")) {
            new Refusal(1, SAME, "another name")
                    .requireIs(attack("--password-file", "pub.pem", "--resume", "--journal", file));
        }
        assertThat(FolderContent.of(home)).isEqualTo(before);
    }

    private RealCommand.Result attack(String... more) throws Exception {
        return command.run(
                Args.of("batch", "run", "attack.csv", "--force").with(batch.trust()).and(more));
    }
}
