package dev.keyhaul.cli.inspect;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.line.GivenOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ExpectedServerOption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what files and keys are. */
public final class InspectCommand extends ReportingCommand {
    private static final Headline SEVERAL =
            Headline.of("files")
                    .always(
                            "items.*.error",
                            "items.*.what_to_do",
                            "items.*.findings",
                            "items.*.key_warnings",
                            "items.*.templates_that_grant_anyone");

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|SOURCE…",
            description =
                    "files, folders of exported domains (*.xml) or of a master copy; keys:"
                            + " pkcs11:token=NAME;object=LABEL (RFC 7512), pfx:FILE[#ALIAS], pem:FILE,"
                            + " aes:FILE, tpd:FILE, or backup:STORE/ID")
    private List<String> names = new ArrayList<>();

    @Mixin private BlobOptions blob = new BlobOptions();

    @Mixin private ExpectedServerOption expected = new ExpectedServerOption();

    @Mixin private AccessOptions access = new AccessOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        List<Named> all = Named.all(names, blob.isGiven());
        requireFittingOptions(all, console);
        try (OnePassword password = new OnePassword(all)) {
            Inspection inspection =
                    new Inspection(blob.read(), expected, access, password, console);
            if (all.size() == 1) {
                Shown shown = inspection.show(all.get(0));
                exitWith(shown.exit());
                console.report(shown.whole(), shown.headline());
            } else {
                List<Shown> several = new ArrayList<>();
                for (Named each : all) {
                    several.add(row(each, inspection, console));
                }
                report(several, console);
            }
        }
    }

    private void requireFittingOptions(List<Named> all, Console console) {
        Map<String, Subject> found = new LinkedHashMap<>();
        for (Named each : all) {
            if (each.subject() != null) {
                found.put(each.text(), each.subject());
            }
        }
        if (!found.isEmpty()) {
            OptionsOfKinds.requireFit(given(console), found);
        }
    }

    /** A setting is there for all commands and kinds: only what was typed can be a mistake. */
    private Set<String> given(Console console) {
        Map<String, String> defaults = GivenOptions.of(new InspectCommand()).byName();
        Set<String> given = new TreeSet<>();
        GivenOptions.of(this)
                .byName()
                .forEach(
                        (name, value) -> {
                            if (!value.equals(defaults.get(name))
                                    && !console.settings().gives(name)) {
                                given.add(name);
                            }
                        });
        return given;
    }

    /** One file of several that cannot be read does not keep the others from being shown. */
    private Shown row(Named named, Inspection inspection, Console console) {
        Shown shown;
        try {
            shown = inspection.show(named);
        } catch (KeyTransferException e) {
            shown =
                    Shown.failed(
                            named.text(),
                            e,
                            console.nextStep(e).orElse("look at the file"),
                            ExitCode.of(e));
        }
        exitWith(Math.max(exitCode(), shown.exit()));
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
                kept = access.file.password.of(of).read("Password of " + of);
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
