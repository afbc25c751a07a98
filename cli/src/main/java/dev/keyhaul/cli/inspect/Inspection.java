package dev.keyhaul.cli.inspect;

import dev.keyhaul.adrms.report.DomainReport;
import dev.keyhaul.adrms.tpd.DomainSource;
import dev.keyhaul.adrms.tpd.Route;
import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.kind.Sources;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ExpectedServerOption;
import dev.keyhaul.cli.report.ReportJson;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.report.KeyReport;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pfx.PfxFile;
import dev.keyhaul.pfx.PfxSource;
import dev.keyhaul.pfx.report.PfxReport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Shows each kind of file, and keys.
 *
 * @param blobs what blobs are compared with
 * @param password one for all domains and PKCS#12 files of a run
 */
record Inspection(
        LintContext blobs,
        ExpectedServerOption expected,
        AccessOptions access,
        PasswordSource password,
        Console console) {
    private static final String KIND = "kind";
    private static final String FINGERPRINT = "fingerprint";
    private static final Headline KEY =
            Headline.of(
                    FINGERPRINT,
                    "modulus_bits",
                    "curve",
                    "aes_bits",
                    "public_exponent",
                    "location",
                    "protection",
                    "maker",
                    "profiles");
    private static final Headline PFX = Headline.of("file", "mac", "keys", "certificates");
    private static final Headline DOMAIN =
            Headline.of(
                            FINGERPRINT,
                            "file",
                            "server_id",
                            "server_name",
                            "mode",
                            "modulus_bits",
                            "key",
                            "csp",
                            "signature",
                            "valid_until",
                            "chain_ends_at")
                    .always("key_warnings", "templates_that_grant_anyone", "what_to_do");

    /** Shows what was named, if what it is could be found out. */
    Shown show(Named named) throws KeyTransferException {
        if (named.failure() != null) {
            throw named.failure();
        }
        Optional<FileKind> kind = Objects.requireNonNull(named.subject()).kind();
        return kind.isEmpty() ? source(named) : file(named, kind.get());
    }

    private Shown source(Named named) throws KeyTransferException {
        try (OpenedSource opened = OpenedSource.of(TypedSource.of(named.text()), access, console)) {
            String kind =
                    Subject.TOKEN_KEY.equals(named.subject())
                            ? "key in a token"
                            : noun(opened.key().description());
            return Shown.done(
                    JsonObject.builder()
                            .put(KIND, kind)
                            .putAll(ReportJson.of(KeyReport.of(opened.key())))
                            .build(),
                    KEY);
        }
    }

    private static String noun(KeyDescription key) {
        return key instanceof KeyDescription.Aes ? "AES key" : FileKind.PRIVATE_KEY.noun();
    }

    private Shown file(Named named, FileKind kind) throws KeyTransferException {
        JsonObject begun = begun(named, kind);
        return switch (kind) {
            case BLOB ->
                    // Whatever it holds is a finding, and none is about its kind.
                    BlobLook.at(begun, InputFile.read(named.file(), Named.MAX_BYTES), blobs);
            case PRIVATE_KEY, ENCRYPTED_PRIVATE_KEY, WINDOWS_KEY -> privateKey(named, begun);
            case PFX -> pfx(named.file(), begun);
            case TPD -> domain(named.file(), begun);
            default -> facts(named.file(), kind, begun);
        };
    }

    private static JsonObject begun(Named named, FileKind kind) {
        JsonObject.Builder begun =
                JsonObject.builder().put(KIND, kind.noun()).put("file", named.text());
        if (!named.also().isEmpty()) {
            begun.put("also", named.also().stream().map(FileKind::noun).toList());
        }
        return begun.build();
    }

    /** A report may name its file itself. */
    private static JsonObject joined(JsonObject begun, JsonObject report) {
        JsonObject.Builder both = JsonObject.builder().putAll(begun);
        report.names().stream()
                .filter(name -> !begun.has(name))
                .forEach(name -> both.putMember(name, report));
        return both.build();
    }

    private Shown privateKey(Named named, JsonObject begun) throws KeyTransferException {
        TypedSource source = Sources.ofPrivateKey(named.file());
        try (OpenedSource opened = OpenedSource.of(source, access, console)) {
            return Shown.done(
                    JsonObject.builder()
                            .putAll(begun)
                            .putAll(ReportJson.of(KeyReport.of(opened.key())))
                            .build(),
                    KEY);
        }
    }

    private Shown pfx(Path file, JsonObject begun) throws KeyTransferException {
        CommandSecrets secrets = CommandSecrets.of(access.file()).withPassword(password);
        try (PfxFile pfx = PfxSource.openFile(file, secrets.context(console))) {
            return Shown.done(joined(begun, ReportJson.of(PfxReport.of(file, pfx))), PFX);
        }
    }

    private Shown domain(Path file, JsonObject begun) throws KeyTransferException {
        try (TrustedPublishingDomain domain = DomainSource.openFile(file, password)) {
            expected.requireIs(domain.info().certificate());
            DomainReport report = DomainReport.of(file, domain, NextStep.of(Route.of(domain)));
            Shown shown = Shown.done(joined(begun, report.whole()), DOMAIN);
            return new Shown(
                    shown.whole(), Optional.of(report.row()), shown.headline(), shown.exit());
        } catch (KeyTransferException e) {
            e.about(file);
            throw e;
        }
    }

    private static Shown facts(Path file, FileKind kind, JsonObject begun)
            throws KeyTransferException {
        byte[] content = InputFile.read(file, Named.MAX_BYTES);
        try {
            JsonObject facts =
                    InputFile.parsed(file, content, bytes -> FactsByKind.of(kind, bytes), kind);
            JsonObject.Builder whole = JsonObject.builder().putAll(begun).putAll(facts);
            NextStep.taking(kind).ifPresent(step -> whole.put("next_step", step));
            return Shown.done(whole.build(), headline(whole.build()));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** All of it: these are few facts. */
    private static Headline headline(JsonObject whole) {
        String result = whole.has(FINGERPRINT) ? FINGERPRINT : KIND;
        List<String> rest =
                whole.names().stream()
                        .filter(name -> !List.of(KIND, FINGERPRINT).contains(name))
                        .toList();
        return Headline.of(result, rest.toArray(String[]::new));
    }
}
