package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.PfxOptions;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an import takes: a key where it lives, or a finished blob; and which options go with it. */
public record ImportWay(Given given) {
    static final Opt<TypedSource> KEY =
            Opt.of("--key SOURCE", Kinds.source(), KeySourceOption.DESCRIPTION);

    public static final Opt<Path> BLOB =
            Opt.input("--blob F.byok", "instead of --key: a finished blob; requires --expect");

    public static final Rows ROWS = Rows.of(ImportWay.class).exactlyOneOf(KEY, BLOB);

    /** Returns the source of the key, unless a blob is imported. */
    TypedSource key() {
        return given.find(KEY).orElseGet(() -> TypedSource.of(""));
    }

    /** Returns the blob's file, unless a key is imported. */
    Optional<Path> blob() {
        return given.find(BLOB);
    }

    /**
     * Checks that every option that was typed has an effect: what chooses how a key is guarded,
     * wrapped and proven is done for a blob, and a blob alone needs to be told which key is in it.
     *
     * @param typed what was typed, without what the settings say
     */
    void requireEffect(Set<Opt<?>> typed) throws UsageException {
        if (!given.has(BLOB)) {
            refuse(
                    typed,
                    WithBlob.ROWS.all(),
                    KEY,
                    "leave out the first: it can only be used with --blob");
            return;
        }
        refuse(
                typed,
                WithKey.ROWS.all(),
                BLOB,
                "leave out the first: it can only be used with --key");
        if (!typed.contains(SigningOptions.SIGN_WITH)) {
            List<Opt<?>> opening = new ArrayList<>(TokenOptions.ROWS.all());
            opening.addAll(PfxOptions.ROWS.all());
            refuse(
                    typed,
                    opening,
                    BLOB,
                    "leave out the first: it can only be used with --key or --sign-with");
        }
    }

    private static void refuse(Set<Opt<?>> typed, List<Opt<?>> ofOther, Opt<?> way, String hint)
            throws UsageException {
        for (Opt<?> row : ofOther) {
            if (typed.contains(row)) {
                throw new UsageException(
                        Reason.OPTIONS_CONFLICT,
                        row.name() + " and " + way.name() + " cannot be used together",
                        hint);
            }
        }
    }
}
