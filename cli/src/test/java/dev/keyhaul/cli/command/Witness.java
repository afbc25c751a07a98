package dev.keyhaul.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;

/** Another person with a key of that person's own, and a folder of requests. */
record Witness(SoftHsmFolder hsm, String approvals) {
    static Witness in(SoftHsmFolder hsm, String approvals) throws Exception {
        if (!Files.exists(hsm.work.resolve("witness.pem"))) {
            KeyPair pair = KekFiles.rsa(2048);
            hsm.secret("witness.key", KekFiles.pem(pair.getPrivate()));
            KekFiles.write(hsm.work, "witness.pem", KekFiles.pem(pair.getPublic()));
        }
        return new Witness(hsm, approvals);
    }

    /** Returns a command line that asks for the approval. */
    String[] asked(String... command) {
        return Args.of(command).and("--require-approval", "witness.pem", "--approvals", approvals);
    }

    List<Path> files(String ending) throws IOException {
        Path folder = hsm.work.resolve(approvals);
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
        }
    }

    /** Returns the only request that nobody approved yet. */
    Path request() throws IOException {
        List<Path> open =
                files(".request.json").stream()
                        .filter(request -> !Files.exists(approval(request)))
                        .toList();
        if (open.size() != 1) {
            throw new AssertionError("requests that wait: " + open);
        }
        return open.get(0);
    }

    private Path approval(Path request) {
        String stem = request.getFileName().toString().replace(".request.json", "");
        try {
            return files(".sig").stream()
                    .filter(f -> f.getFileName().toString().startsWith(stem + "."))
                    .findFirst()
                    .orElse(request.resolveSibling("none"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Approves what waits. */
    RealCommand.Result approve(String... more) throws Exception {
        return hsm.keyhaul()
                .run(
                        Args.of("approve", request().toString(), "--yes", "--json")
                                .with("--key", "pem:" + hsm.at("witness.key"))
                                .and(more))
                .requireDone();
    }
}
