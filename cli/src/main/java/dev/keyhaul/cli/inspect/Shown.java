package dev.keyhaul.cli.inspect;

import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is shown of one file or key.
 *
 * @param whole all of it
 * @param domain of a trusted publishing domain, and of a file that could not be read, its row in
 *     the table of an estate
 * @param headline what a person reads at a glance
 * @param exit the exit code that it asks for
 */
record Shown(JsonObject whole, Optional<JsonObject> domain, Headline headline, int exit) {
    private static final String WHAT_TO_DO = "what_to_do";
    private static final List<String> ABOUT =
            List.of("verdict", "mac", "subject", "kid", "id", "command", "report", "goes_to");

    static Shown done(JsonObject whole, Headline headline) {
        return new Shown(whole, Optional.empty(), headline.below("kind"), 0);
    }

    static Shown failed(String name, KeyTransferException failure, String whatToDo, int exit) {
        return new Shown(
                JsonObject.builder()
                        .put("file", name)
                        .put("error", String.valueOf(failure.getMessage()))
                        .put("code", failure.reason().code())
                        .put(WHAT_TO_DO, whatToDo)
                        .build(),
                Optional.of(
                        JsonObject.builder()
                                .put("file", name)
                                .put(WHAT_TO_DO, "not readable, see below")
                                .build()),
                Headline.of("error"),
                exit);
    }

    /** Returns its row in a table of several kinds. */
    JsonObject row() {
        JsonObject.Builder row = JsonObject.builder();
        for (String name : List.of("file", "key_source", "kind")) {
            if (whole.has(name)) {
                row.putMember(name, whole);
            }
        }
        return row.put("about", about()).build();
    }

    private String about() {
        if (whole.has("error")) {
            return "not readable, see below";
        }
        return Stream.concat(
                        length().stream(),
                        ABOUT.stream()
                                .flatMap(name -> whole.value(name).stream())
                                .map(String::valueOf)
                                .limit(1))
                .findFirst()
                .orElse("-");
    }

    private Optional<String> length() {
        return Stream.of(
                        whole.value("modulus_bits").map(bits -> "RSA " + bits),
                        whole.value("curve").map(curve -> "EC " + curve),
                        whole.value("aes_bits").map(bits -> "AES " + bits))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
