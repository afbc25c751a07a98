package dev.keyhaul.cli.doctor;

import static java.util.stream.Collectors.joining;

import dev.keyhaul.cli.console.UsedSettings;
import dev.keyhaul.core.KeyTransferException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The settings file: whether there is one, and what keeps it from being used.
 *
 * @param used what this command takes from it
 * @param refused why it is not used, if there is one
 */
record SettingsCheck(UsedSettings used, Optional<KeyTransferException> refused) implements Check {
    @Override
    public String about() {
        return "settings";
    }

    @Override
    public void look(Consumer<DoctorFinding> found) throws KeyTransferException {
        if (refused.isPresent()) {
            throw refused.get();
        }
        found.accept(
                DoctorFinding.ok(
                        about(), used.isNone() ? "no file " + used.file() : used.file() + given()));
    }

    private String given() {
        return used.isEmpty()
                ? ", with nothing for this command"
                : used.values().stream()
                        .map(UsedSettings.Value::option)
                        .distinct()
                        .collect(joining(", ", ", gives ", ""));
    }
}
