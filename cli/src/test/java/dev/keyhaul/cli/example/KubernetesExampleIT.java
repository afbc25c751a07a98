package dev.keyhaul.cli.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The Indexed Job of {@code examples/kubernetes}: its command line, run once for each index. */
@Tag("long")
final class KubernetesExampleIT {
    private static final Path JOB =
            Path.of(
                    System.getProperty("keyhaul.root", ".."),
                    "examples",
                    "kubernetes",
                    "batch-job.yaml");
    private static final String KEK_SHA256 = "KEK-SHA256";

    @Test
    void job_runForEachIndex_doesAllItems(@TempDir Path home) throws Exception {
        BatchFolder batch = new BatchFolder(new RealCommand(home));
        Path manifest =
                batch.manifest("job", IntStream.range(0, 10).mapToObj(BatchFolder::pem).toList());
        Map<String, Object> spec = in(job(), "spec");
        assertThat(spec.get("completionMode")).isEqualTo("Indexed");
        int completions = (int) get(spec, "completions");
        String told = batch.trust()[1];
        assertThat(command(spec)).contains(KEK_SHA256, KekFiles.VAULT);

        for (int index = 0; index < completions; index++) {
            String number = Integer.toString(index);
            List<String> line =
                    command(spec).stream()
                            .map(word -> word.replace("/batch/keys.csv", manifest.toString()))
                            .map(word -> word.replace("$(JOB_COMPLETION_INDEX)", number))
                            .map(word -> word.equals(KEK_SHA256) ? told : word)
                            .toList();
            assertThat(line.get(0)).isEqualTo("keyhaul");
            batch.command.run(line.subList(1, line.size()).toArray(String[]::new)).requireDone();
        }

        assertThat(batch.outputs("job")).isEqualTo(BatchFolder.names(10));
        for (int index = 0; index < completions; index++) {
            assertThat(home.resolve("job.csv.shard-" + index + "-of-" + completions + ".journal"))
                    .exists();
        }
    }

    private static Map<String, Object> job() throws Exception {
        try (Reader yaml = Files.newBufferedReader(JOB)) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        }
    }

    @SuppressWarnings("unchecked") // what YAML gives; a wrong type fails the test
    private static List<String> command(Map<String, Object> spec) {
        List<Map<String, Object>> containers =
                (List<Map<String, Object>>) get(in(in(spec, "template"), "spec"), "containers");
        return (List<String>) get(containers.get(0), "command");
    }

    @SuppressWarnings("unchecked") // as above
    private static Map<String, Object> in(Map<String, Object> object, String member) {
        return (Map<String, Object>) get(object, member);
    }

    private static Object get(Map<String, Object> object, String member) {
        return Objects.requireNonNull(object.get(member), member);
    }
}
