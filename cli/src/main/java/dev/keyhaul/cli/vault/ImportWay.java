package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What an import takes: a key where it lives, or a finished blob; and which options go with it. */
final class ImportWay {
    private static final String KEY = "--key";
    private static final String BLOB = "--blob";

    /** What chooses how a key is guarded, wrapped and proven: of a blob, that is done. */
    static final Set<String> OF_KEY =
            Set.of(
                    "--protection",
                    "--rehearsal",
                    "--strategy",
                    "--controls",
                    "--prove-in",
                    "--prove-in-store",
                    "--prove-in-pin-file",
                    "--kek-name",
                    "--kek-record",
                    "--kek-sha256",
                    "--kek-signed-by",
                    "--ceremony",
                    "--hsm-owner-sha256",
                    "--allow-expired-kek");

    /** What opens a key: that of a record, too. */
    static final Set<String> OF_OPENING =
            Set.of(
                    "--module",
                    "--pin-file-of",
                    "--backend",
                    "--pin-file",
                    "--pin-env",
                    "--pin-fd",
                    "--password-file",
                    "--password-env",
                    "--allow-no-mac");

    /** What says which key is in a blob, and under which KEK. */
    static final Set<String> OF_BLOB = Set.of("--expect", "--type", "--curve", "--kek");

    @ArgGroup(multiplicity = "1")
    private Ways way = new Ways();

    /** Exactly one of them. */
    static final class Ways {
        @Option(names = KEY, paramLabel = "SOURCE", description = KeySourceOption.DESCRIPTION)
        private @Nullable TypedSource key;

        @Option(
                names = BLOB,
                paramLabel = "F.byok",
                description = "instead of --key: a finished blob; requires --expect")
        private @Nullable Path blob;
    }

    /** Returns the source of the key, unless a blob is imported. */
    TypedSource key() {
        return way.key == null ? TypedSource.of("") : way.key;
    }

    /** Returns the blob's file, unless a key is imported. */
    Optional<Path> blob() {
        return Optional.ofNullable(way.blob);
    }

    /**
     * Checks that every option that was typed has an effect.
     *
     * @param words of a command line that was read without an error: so a word that begins with an
     *     option's name is that option
     */
    void requireEffect(List<String> words) throws UsageException {
        List<String> typed =
                words.stream()
                        .filter(word -> word.startsWith("--"))
                        .map(word -> word.replaceFirst("(?s)=.*", ""))
                        .toList();
        if (way.blob == null) {
            refuse(typed, OF_BLOB::contains, KEY, "it can only be used with --blob: leave it out");
            return;
        }
        refuse(typed, OF_KEY::contains, BLOB, "it can only be used with --key: leave it out");
        if (!typed.contains("--sign-with")) {
            refuse(
                    typed,
                    OF_OPENING::contains,
                    BLOB,
                    "it can only be used with --key or --sign-with: leave it out");
        }
    }

    private static void refuse(
            List<String> typed, Predicate<String> isOfOther, String way, String hint)
            throws UsageException {
        Optional<String> idle = typed.stream().filter(isOfOther).findFirst();
        if (idle.isPresent()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    idle.get() + " and " + way + " cannot be used together",
                    hint);
        }
    }
}
