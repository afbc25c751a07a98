package dev.keyhaul.cli.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.ProgramList;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of {@code examples/terraform}, called as Terraform's provider "external" does. */
@Tag("long")
class TerraformExampleIT {
    private static final Path EXAMPLE = ProgramList.ROOT.resolve("examples/terraform");

    @TempDir Path home;

    @Test
    void dataSources_doTheirWorkOnce_andAnswerTheSameAgain() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.withToken(home);
        String fingerprint = hsm.generate("tenant", "--json").json().string("fingerprint");
        try (ServedVault vault = ServedVault.start(hsm, "vault")) {
            RealCommand shell = shell(hsm, vault);
            String place = "\"vault\":\"" + ServedVault.URL + "\",";
            String kek = "{" + place + "\"name\":\"ceremony-1\",\"record\":\"kek.json\"}";
            String key =
                    "{%s\"name\":\"tenant\",\"key\":\"%s\",\"pin_file\":\"%s\"}"
                            .formatted(place, SoftHsmFolder.uri("tenant"), hsm.at("user.pin"));

            JsonObject kekResult = asked(shell, "kek.sh", kek).requireDone().json();
            JsonObject keyResult = asked(shell, "import.sh", key).requireDone().json();

            assertThat(kekResult.string("kid")).isEqualTo(vault.show("ceremony-1").string("kid"));
            assertThat(kekResult.string("fingerprint"))
                    .isEqualTo(vault.show("ceremony-1").string("fingerprint"));
            assertThat(keyResult.string("key_fingerprint")).isEqualTo(fingerprint);
            assertThat(keyResult.string("key_url")).isEqualTo(vault.show("tenant").string("kid"));
            assertThat(asked(shell, "kek.sh", kek).json()).isEqualTo(kekResult);
            assertThat(asked(shell, "import.sh", key).json()).isEqualTo(keyResult);
            RealCommand.Result lacking = asked(shell, "import.sh", "{" + place + "\"name\":\"a\"}");
            assertThat(lacking.exit()).isEqualTo(1);
            assertThat(lacking.out()).isEmpty();
            assertThat(lacking.err()).contains("the query lacks key");
            assertThat(asked(shell, "kek.sh", kek.replace("kek.json", "a\\u0041")).exit())
                    .isEqualTo(1);
        }
    }

    /** Each program and query member that the configuration names is one of a script. */
    @Test
    void configuration_namesTheScripts_andTheirValues() throws Exception {
        String main = Files.readString(EXAMPLE.resolve("main.tf"));
        for (String script : List.of("kek.sh", "import.sh")) {
            assertThat(main).contains("program = [\"sh\", \"${path.module}/" + script + "\"]");
            Files.readString(EXAMPLE.resolve(script))
                    .lines()
                    .filter(line -> line.matches("\\w+=\\$\\(value \\w+\\)"))
                    .map(line -> line.replaceFirst(".*value (\\w+)\\)", "$1"))
                    .forEach(member -> assertThat(main).containsPattern(member + " += "));
            TestProcess.of("shellcheck", "-x", "-P", EXAMPLE.toString(), script)
                    .in(EXAMPLE)
                    .run()
                    .requireDone();
        }
    }

    /** Terraform writes the query to standard input, and takes one JSON object of texts. */
    private static RealCommand.Result asked(RealCommand shell, String script, String query)
            throws Exception {
        return shell.runProgram(
                List.of(
                        "sh",
                        "-c",
                        "printf %s \"$1\" | sh \"$0\"",
                        EXAMPLE.resolve(script).toString(),
                        query));
    }

    private RealCommand shell(SoftHsmFolder hsm, ServedVault vault) throws Exception {
        Path bin = Files.createDirectory(home.resolve("bin"));
        Path command = bin.resolve("keyhaul");
        Files.writeString(
                command,
                """
                #!/bin/sh
                [ "$2" != import-key ] || set -- "$@" --rehearsal
                exec 'KEYHAUL' "$@" --local-vault 'ACCESS'
                """
                        .replace("KEYHAUL", RealCommand.launcher())
                        .replace("ACCESS", vault.accessFile().toString()));
        assertThat(command.toFile().setExecutable(true)).isTrue();
        return hsm.keyhaul().with("PATH", bin + ":" + TestProcess.path());
    }
}
