package dev.keyhaul.tenant.runbook;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a tenant key comes from.
 *
 * @since 0.1.0
 */
public enum RunbookOrigin {
    /** Made in Key Vault. */
    VAULT("a tenant key that is made in Key Vault", Optional.empty(), Optional.empty()),
    /** From one's own HSM. */
    HSM(
            "a tenant key from an HSM to Azure's HSM",
            Optional.of("pkcs11:"),
            Optional.of(RunbookValue.PIN_FILE)),
    /** An AD RMS software key, which becomes a hardware key. */
    AD_RMS(
            "a software key of AD RMS to Azure's HSM",
            Optional.of("tpd:"),
            Optional.of(RunbookValue.PASSWORD_FILE)),
    /** A PFX file's key, which stays a software key. */
    PFX(
            "a tenant key from a PFX file to a software key in Key Vault",
            Optional.of("pfx:"),
            Optional.of(RunbookValue.PASSWORD_FILE)),
    /** From its master copy to another vault, or to one in each of two geographies. */
    MASTER_COPY(
            "a tenant key from its master copy to another vault",
            Optional.of("backup:"),
            Optional.of(RunbookValue.PIN_FILE));

    private final String title;
    private final Optional<String> sourceScheme;
    private final Optional<RunbookValue> secretFile;

    RunbookOrigin(String title, Optional<String> sourceScheme, Optional<RunbookValue> secretFile) {
        this.title = title;
        this.sourceScheme = sourceScheme;
        this.secretFile = secretFile;
    }

    /** Returns the name as an option has it, such as {@code ad-rms}. */
    public String optionName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns how such a key's source begins; empty for a key that is made there. */
    public Optional<String> sourceScheme() {
        return sourceScheme;
    }

    String title() {
        return title;
    }

    /** A software key that stays one goes in over TLS; no HSM asks for a KEK. */
    boolean hasKek() {
        return this == HSM || this == AD_RMS;
    }

    /** What this origin cannot do without, beside what every runbook needs. */
    List<RunbookValue> required() {
        if (sourceScheme.isEmpty()) {
            return List.of();
        }
        return hasKek()
                ? List.of(RunbookValue.KEY_SOURCE, RunbookValue.KEK_NAME)
                : List.of(RunbookValue.KEY_SOURCE);
    }

    /** What this origin takes when it is given. */
    List<RunbookValue> optional() {
        return secretFile.stream().toList();
    }

    String transferPart() {
        return "transfer-" + optionName();
    }
}
