package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenMechanism;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenProbe;
import dev.keyhaul.pkcs11.token.TokenTrial;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a probe found, for a file that goes to people elsewhere, as a row of docs/HSM-NOTES.md. */
public final class ProbeReport {
    private static final String NONE = "none";

    private final Token token;
    private final TokenProbe probe;
    private final boolean identity;
    private final Scrub scrub;

    /**
     * Makes one.
     *
     * @param identity whether it may name the token and the module's path
     */
    public ProbeReport(Token token, TokenProbe probe, boolean identity) {
        this.token = token;
        this.probe = probe;
        this.identity = identity;
        this.scrub = identity ? Scrub.nothing() : Scrub.of(token);
    }

    /**
     * Returns the content of the file.
     *
     * @param trials what was tried with the token besides
     * @param generator the name and version of the program that writes it
     */
    public JsonObject content(List<TokenTrial> trials, Instant now, String generator)
            throws KeyTransferException {
        JsonObject found = found();
        JsonObject.Builder content =
                JsonObject.builder()
                        .put("at", now.truncatedTo(ChronoUnit.SECONDS).toString())
                        .put("generator", generator)
                        .put("platform", platform())
                        .put("token", describe(token.info()))
                        .putAll(found)
                        .put("quirks", scrub.texts(probe.quirks()))
                        .put("trials", trials.stream().map(this::describe).toList())
                        .put(
                                "mechanisms",
                                token.module().mechanisms(token.info()).stream()
                                        .map(TokenMechanism::name)
                                        .toList());
        if (identity) {
            content.put("label", token.info().label())
                    .put("serial", token.info().serial())
                    .put("module", token.module().path().toString());
        } else {
            content.put("left_out", List.of("label", "serial", "module"));
        }
        return content.put("row", row(found, trials, now)).build();
    }

    private static String platform() {
        return System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ", Java "
                + Runtime.version().feature();
    }

    private JsonObject describe(TokenInfo info) throws KeyTransferException {
        return JsonObject.builder()
                .put("manufacturer", scrub.text(info.token().manufacturer()))
                .put("model", scrub.text(info.token().model()))
                .put("firmware", info.token().firmwareVersion().toString())
                .put("hardware_version", info.token().hardwareVersion().toString())
                .put("protection", token.protection().label())
                .put("pin_pad", info.hasProtectedAuthenticationPath())
                .put("library", scrub.text(token.module().info().manufacturer()))
                .put("library_version", token.module().info().libraryVersion().toString())
                .put("module_sha256", token.module().sha256())
                .build();
    }

    private JsonObject describe(TokenTrial trial) {
        return JsonObject.builder()
                .put("what", trial.way().what())
                .put("worked", trial.worked())
                .put("outcome", scrub.text(trial.outcome()))
                .put("milliseconds", trial.millis())
                .build();
    }

    /** The columns of the table "By token" there. */
    private String row(JsonObject found, List<TokenTrial> trials, Instant now)
            throws KeyTransferException {
        String did =
                "0x210a "
                        + found.string("0x210a")
                        + ", 0x210b "
                        + found.string("0x210b")
                        + ", 0x1054 "
                        + found.string("0x1054")
                        + "; strategy: "
                        + found.string("strategy");
        String tried =
                trials.stream()
                        .map(trial -> trial.way().what() + ": " + trial.outcome())
                        .collect(Collectors.joining("; "));
        List<String> cells =
                List.of(
                        token.info().maker(),
                        identity ? "`" + token.module().path() + "`" : "-",
                        did,
                        String.join(". ", probe.quirks()),
                        "by its owner, " + now.atZone(ZoneOffset.UTC).toLocalDate() + ": " + tried);
        return cells.stream()
                .map(scrub::text)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    /**
     * Returns what a person sees at once: the token is named.
     *
     * @param trials what was tried with the token besides
     */
    public JsonObject shown(List<TokenTrial> trials) {
        return identified(token)
                .putMember("0x210a", found())
                .putMember("0x210b", found())
                .putMember("0x1054", found())
                .put(
                        "enforces",
                        JsonObject.builder()
                                .put("extractable", probe.enforcesExtractable())
                                .put("wrap-with-trusted", probe.enforcesWrapWithTrusted())
                                .build())
                .put("strategy", probe.strategy())
                .put("proof", probe.proof().map(ProbeReport::label))
                .put("quirks", probe.quirks())
                .putAll(of(trials))
                .putAll(ModuleReport.of(token.module()))
                .build();
    }

    /** Returns the same of trials alone. */
    public static JsonObject shown(Token token, List<TokenTrial> trials) {
        return identified(token).putAll(of(trials)).putAll(ModuleReport.of(token.module())).build();
    }

    private static JsonObject.Builder identified(Token token) {
        return JsonObject.builder()
                .put("label", token.info().label())
                .put("serial", token.info().serial());
    }

    private static JsonObject of(List<TokenTrial> trials) {
        return JsonObject.builder()
                .put(
                        "trials",
                        trials.stream()
                                .map(
                                        trial ->
                                                JsonObject.builder()
                                                        .put("what", trial.way().what())
                                                        .put("outcome", trial.outcome())
                                                        .build())
                                .toList())
                .build();
    }

    private JsonObject found() {
        return JsonObject.builder()
                .put("0x210a", probe.capabilities().keyWrapPad().reportName())
                .put("0x210b", probe.capabilities().keyWrapKwp().reportName())
                .put("0x1054", probe.oneShot().reportName())
                .put("enforces", enforces())
                .put("strategy", probe.strategy().orElse(NONE))
                .put("proof", probe.proof().map(ProbeReport::label).orElse(NONE))
                .build();
    }

    /** The probe wraps under an RSA key. */
    private static String label(WrapProof proof) {
        return proof.label(WrapMethod.RSA_AES_SHA1);
    }

    private JsonObject enforces() {
        JsonObject.Builder enforces = JsonObject.builder();
        put(enforces, "extractable", probe.enforcesExtractable());
        put(enforces, "wrap-with-trusted", probe.enforcesWrapWithTrusted());
        return enforces.build();
    }

    private static void put(JsonObject.Builder enforces, String name, Optional<Boolean> seen) {
        if (seen.isPresent()) {
            enforces.put(name, (boolean) seen.get());
        } else {
            enforces.put(name, "unknown");
        }
    }
}
