package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a command notes while it works. Notes are cheap: a record is made of them only if one is
 * wanted.
 *
 * <p>Thread-safe.
 *
 * @since 0.1.0
 */
public final class RecordDraft {
    /** Lists, made distinct at the end: hashing a record costs a new process some 10 ms. */
    private final List<TokenFact> tokens = new ArrayList<>();

    private final List<KeyFact> keys = new ArrayList<>();
    private final List<ProofFact> proofs = new ArrayList<>();
    private final List<NotedFile> files = new ArrayList<>();
    private final List<ApprovalFact> approvals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Supplier<VaultFact> vault;
    private @Nullable Supplier<SettingsFact> settings;
    private @Nullable StepFact planned;
    private @Nullable String error;
    private @Nullable String hint;

    /** Starts with nothing noted. */
    public RecordDraft() {}

    private record NotedFile(
            String use,
            String what,
            Path path,
            long lengthBytes,
            String sha256,
            Optional<String> inStore) {}

    /** Notes a token that was opened. */
    public synchronized void token(TokenFact token) {
        Arguments.notNull("token", token);
        tokens.add(token);
    }

    /** Notes a key. */
    public synchronized void key(KeyFact key) {
        Arguments.notNull("key", key);
        keys.add(key);
    }

    /** Notes what was proven. */
    public synchronized void proof(ProofFact proof) {
        Arguments.notNull("proof", proof);
        proofs.add(proof);
    }

    /** Notes a file that was read, by the very bytes that were read. */
    public synchronized void read(String what, Path path, byte[] content) {
        Arguments.notNull("what", what);
        note(FileFact.READ, what, path, content);
    }

    /** Notes a file that other code read and hashed. */
    public synchronized void read(String what, Path path, long lengthBytes, String sha256) {
        Arguments.notNull("what", what, "sha256", sha256);
        note(FileFact.READ, what, path, lengthBytes, sha256, Optional.empty());
    }

    /** Notes a file that was written. */
    public synchronized void written(String what, Path path, byte[] content) {
        Arguments.notNull("what", what);
        note(FileFact.WRITTEN, what, path, content);
    }

    /** Notes a file that other code wrote and hashed. */
    public synchronized void written(String what, Path path, long lengthBytes, String sha256) {
        Arguments.notNull("what", what, "path", path, "sha256", sha256);
        note(FileFact.WRITTEN, what, path, lengthBytes, sha256, Optional.empty());
    }

    /**
     * Notes a file of a master copy that was written.
     *
     * @param store the folder of its store
     */
    public synchronized void written(
            String what, Path path, long lengthBytes, String sha256, Path store) {
        Arguments.notNull("what", what, "path", path);
        Arguments.notNull("sha256", sha256, "store", store);
        Path below =
                store.toAbsolutePath().normalize().relativize(path.toAbsolutePath().normalize());
        note(
                FileFact.WRITTEN,
                what,
                path,
                lengthBytes,
                sha256,
                Optional.of(below.toString().replace('\\', '/')));
    }

    /** Notes a file that was deleted, by what it had. */
    public synchronized void deleted(String what, Path path, long lengthBytes, String sha256) {
        Arguments.notNull("what", what, "path", path, "sha256", sha256);
        note(FileFact.DELETED, what, path, lengthBytes, sha256, Optional.empty());
    }

    private void note(String use, String what, Path path, byte[] content) {
        note(use, what, path, content.length, Sha256.hex(content), Optional.empty());
    }

    private void note(
            String use,
            String what,
            Path path,
            long lengthBytes,
            String sha256,
            Optional<String> inStore) {
        files.add(new NotedFile(use, what, path.toAbsolutePath(), lengthBytes, sha256, inStore));
    }

    /** Notes the vault; it is asked at the end, when it has answered last. */
    public synchronized void vault(Supplier<VaultFact> asked) {
        Arguments.notNull("asked", asked);
        vault = asked;
    }

    /** Notes the settings file; it is hashed at the end, if there is a record. */
    public synchronized void settings(Supplier<SettingsFact> used) {
        Arguments.notNull("used", used);
        settings = used;
    }

    /** Returns the settings file, if it gave any option. */
    public synchronized Optional<SettingsFact> settings() {
        return Optional.ofNullable(settings).map(Supplier::get);
    }

    /** Notes which step of a plan this is. */
    public synchronized void planned(StepFact step) {
        Arguments.notNull("step", step);
        planned = step;
    }

    /** Returns which step of a plan this is, if it is one. */
    public synchronized Optional<StepFact> planned() {
        return Optional.ofNullable(planned);
    }

    /** Notes an approval that the command runs with. */
    public synchronized void approval(ApprovalFact approval) {
        Arguments.notNull("approval", approval);
        approvals.add(approval);
    }

    /** Returns the keys that were noted so far, whose holders do not approve this work. */
    public synchronized WorkKeys workKeys() {
        return WorkKeys.noted(keys);
    }

    /** Returns the tokens that were opened so far, and the modules that they hang on, as text. */
    public synchronized List<String> equipment() {
        return tokens.stream().flatMap(token -> token.equipment().stream()).distinct().toList();
    }

    /** Notes what the operator was warned of. */
    public synchronized void warning(String text) {
        Arguments.notNull("text", text);
        warnings.add(text);
    }

    /** Notes why the command failed or was refused; the first reason stays. */
    public synchronized void failed(String message, String nextStep) {
        Arguments.notNull("message", message, "nextStep", nextStep);
        if (error == null) {
            error = message;
            hint = nextStep;
        }
    }

    /** Returns why it failed. */
    public synchronized Optional<String> error() {
        return Optional.ofNullable(error);
    }

    /** Returns the next step that the operator was shown. */
    public synchronized Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /**
     * Returns all that was noted.
     *
     * @param folder the folder of the records, from which paths start
     */
    public synchronized Facts facts(Path folder) {
        Arguments.notNull("folder", folder);
        return new Facts(
                tokens.stream().distinct().toList(),
                Optional.ofNullable(vault).map(Supplier::get),
                keys.stream().distinct().toList(),
                proofs,
                files.stream()
                        .map(
                                file ->
                                        new FileFact(
                                                file.use,
                                                file.what,
                                                pathFrom(folder, file.path),
                                                file.lengthBytes,
                                                file.sha256,
                                                file.inStore))
                        .toList(),
                approvals,
                warnings,
                Optional.ofNullable(planned));
    }

    /** A folder that is carried elsewhere takes the files beside it along. */
    private static String pathFrom(Path folder, Path file) {
        Path base = folder.toAbsolutePath().normalize();
        boolean sameRoot = base.getRoot() != null && base.getRoot().equals(file.getRoot());
        Path told = sameRoot ? base.relativize(file.normalize()) : file.normalize();
        return told.toString().replace('\\', '/');
    }
}
