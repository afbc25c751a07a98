package dev.keyhaul.cli.byok;

import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.cloud.CloudImport;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.terminal.option.OverwriteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** An import into a cloud: the files that it needs, and what is reported of it. */
final class CloudTarget {
    private final CloudImport cloud;
    private final Path ciphertext;
    private final Optional<OutputFile> companion;

    private CloudTarget(CloudImport cloud, Path ciphertext, Optional<OutputFile> companion) {
        this.cloud = cloud;
        this.ciphertext = ciphertext;
        this.companion = companion;
    }

    /**
     * Finds what would fail before a key is opened.
     *
     * @param answer the file that the import was read from
     * @throws KeyTransferException if the second file cannot be written
     */
    static CloudTarget of(
            CloudImport cloud, Path ciphertext, Path answer, OverwriteOption overwrite)
            throws KeyTransferException {
        Optional<CloudImport.Companion> second = cloud.companion();
        if (second.isEmpty()) {
            return new CloudTarget(cloud, ciphertext, Optional.empty());
        }
        OutputFile file = overwrite.at(second.get().beside(ciphertext));
        file.requireNot(answer);
        return new CloudTarget(cloud, ciphertext, Optional.of(file));
    }

    CloudImport cloud() {
        return cloud;
    }

    /** Adds what decides where the key goes: another person approves it, too. */
    ApprovalSubject in(ApprovalSubject subject) {
        ApprovalSubject whole = subject;
        for (Map.Entry<String, String> fact : cloud.facts().entrySet()) {
            whole = whole.with(fact.getKey(), fact.getValue());
        }
        return whole;
    }

    /** Writes the ciphertext and what goes with it, or neither. */
    void write(OutputFile file, byte[] content, Console console) throws KeyTransferException {
        if (companion.isEmpty()) {
            file.write(content);
            return;
        }
        CloudImport.Companion second = cloud.companion().orElseThrow();
        companion.get().write(second.content());
        try {
            file.write(content);
        } catch (KeyTransferException e) {
            remove(companion.get().path(), e);
            throw e;
        }
        console.record().written(second.what(), companion.get().path(), second.content());
    }

    private static void remove(Path written, KeyTransferException after) {
        try {
            Files.deleteIfExists(written);
        } catch (IOException e) {
            after.addSuppressed(e);
        }
    }

    /** Returns what the operator needs to import the ciphertext. */
    JsonObject report() {
        JsonObject.Builder report = JsonObject.builder();
        cloud.facts().forEach(report::put);
        cloud.companion()
                .ifPresent(
                        second ->
                                report.put(
                                        second.suffix().replace('-', '_') + "_file",
                                        second.beside(ciphertext).toString()));
        return report.put("command", cloud.command(ciphertext)).build();
    }
}
