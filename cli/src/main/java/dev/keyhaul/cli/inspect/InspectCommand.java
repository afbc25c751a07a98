package dev.keyhaul.cli.inspect;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ExpectedServerOption;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Repeats;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows what files and keys are. */
public record InspectCommand(Given given) implements Command {
    private static final Headline SEVERAL =
            Headline.of("files")
                    .always(
                            "items.*.error",
                            "items.*.what_to_do",
                            "items.*.findings",
                            "items.*.key_warnings",
                            "items.*.templates_that_grant_anyone");

    public static final Opt.Sure<List<String>> NAMES =
            Opt.positional(
                            "FILE|SOURCE…",
                            Kinds.textOrFile(),
                            "files, folders of exported domains (*.xml) or of a master copy; keys:"
                                    + " pkcs11:token=NAME;object=LABEL (RFC 7512), pfx:FILE[#ALIAS], pem:FILE,"
                                    + " aes:FILE, tpd:FILE, or backup:STORE/ID",
                            new Repeats(""))
                    .many()
                    .required();

    public static final Rows ROWS =
            Rows.of(InspectCommand.class)
                    .and(JsonOption.ROWS)
                    .and(NAMES)
                    .and(BlobOptions.ROWS, ExpectedServerOption.ROWS, AccessOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        List<Named> all = Named.all(given.get(NAMES), new BlobOptions(given).isGiven());
        requireFittingOptions(all, call);
        try (OnePassword password = new OnePassword(all)) {
            Inspection inspection =
                    new Inspection(
                            new BlobOptions(given).read(),
                            new ExpectedServerOption(given),
                            access(),
                            password,
                            console);
            if (all.size() == 1) {
                Shown shown = inspection.show(all.get(0));
                call.exitWith(shown.exit());
                console.report(shown.whole(), shown.headline());
            } else {
                List<Shown> several = new ArrayList<>();
                for (Named each : all) {
                    several.add(row(each, inspection, call));
                }
                report(several, console);
            }
        }
    }

    private static void requireFittingOptions(List<Named> all, Call call) {
        Map<String, Subject> found = new LinkedHashMap<>();
        for (Named each : all) {
            if (each.subject() != null) {
                found.put(each.text(), each.subject());
            }
        }
        if (!found.isEmpty()) {
            // A setting is there for all commands and kinds: only what was typed can be a mistake.
            OptionsOfKinds.requireFit(
                    call.typed().stream().sorted(Comparator.comparing(Opt::name)).toList(), found);
        }
    }

    /** One file of several that cannot be read does not keep the others from being shown. */
    private static Shown row(Named named, Inspection inspection, Call call) {
        Shown shown;
        try {
            shown = inspection.show(named);
        } catch (KeyTransferException e) {
            shown =
                    Shown.failed(
                            named.text(),
                            e,
                            call.console().nextStep(e).orElse("look at the file"),
                            ExitCode.of(e));
        }
        call.exitWith(Math.max(call.exitCode(), shown.exit()));
        return shown;
    }

    /** Domains alone are an estate, with columns of their own. */
    private static void report(List<Shown> several, Console console) {
        JsonObject.Builder report = JsonObject.builder();
        if (!console.isJson()) {
            boolean estate = several.stream().allMatch(shown -> shown.domain().isPresent());
            report.put(
                    "files",
                    several.stream()
                            .map(shown -> estate ? shown.domain().orElseThrow() : shown.row())
                            .toList());
        }
        console.report(
                report.put("items", several.stream().map(Shown::whole).toList()).build(), SEVERAL);
    }

    /** The password of all files of a run, which a person types once. */
    private final class OnePassword implements PasswordSource, AutoCloseable {
        private final String of;
        private @Nullable Passphrase kept;

        OnePassword(List<Named> all) {
            of = all.get(0).text();
        }

        @Override
        public Passphrase read() throws KeyTransferException {
            if (kept == null) {
                kept = access().file().password().of(of).read("Password of " + of);
            }
            return kept.copy();
        }

        @Override
        public void close() {
            if (kept != null) {
                kept.close();
            }
        }
    }
}
