package dev.keyhaul.cli.token;

import dev.keyhaul.cli.console.Version;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.Token;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenMechanism;
import dev.keyhaul.pkcs11.TokenTrial;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** What a probe found, for a file that goes to people elsewhere, as a row of docs/HSM-NOTES.md. */
public final class ProbeReport {
    /** What such a file says that it is. */
    public static final String KIND = "keyhaul token probe";

    private final Token token;
    private final boolean identity;
    private final Scrub scrub;

    ProbeReport(Token token, boolean identity) {
        this.token = token;
        this.identity = identity;
        this.scrub = identity ? Scrub.nothing() : Scrub.of(token);
    }

    /**
     * Returns the content.
     *
     * @param found what the probe reports on the console, without what names the token
     */
    JsonObject content(JsonObject found, List<String> quirks, List<TokenTrial> trials, Instant now)
            throws KeyTransferException {
        JsonObject.Builder content =
                JsonObject.builder()
                        .put("at", now.truncatedTo(ChronoUnit.SECONDS).toString())
                        .put("generator", Version.generator())
                        .put("platform", platform())
                        .put("token", describe(token.info()))
                        .putAll(found)
                        .put("quirks", scrub.texts(quirks))
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
        return content.put("row", row(found, quirks, trials, now)).build();
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
                .put("what", trial.what())
                .put("worked", trial.worked())
                .put("outcome", scrub.text(trial.outcome()))
                .put("milliseconds", trial.millis())
                .build();
    }

    /** The columns of the table "By token" there. */
    private String row(JsonObject found, List<String> quirks, List<TokenTrial> trials, Instant now)
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
                        .map(trial -> trial.what() + ": " + trial.outcome())
                        .collect(Collectors.joining("; "));
        List<String> cells =
                List.of(
                        token.info().maker(),
                        identity ? "`" + token.module().path() + "`" : "-",
                        did,
                        String.join(". ", quirks),
                        "by its owner, " + now.atZone(ZoneOffset.UTC).toLocalDate() + ": " + tried);
        return cells.stream()
                .map(scrub::text)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
