package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The members of a blob: there, of the right type, with the one value that is allowed. */
record MemberRules(BlobLint.Sink sink) {
    private static final List<String> FILE_MEMBERS =
            List.of("schema_version", "header", "ciphertext", "generator");
    private static final List<String> HEADER_MEMBERS = List.of("kid", "alg", "enc");

    /** In the order of their findings. */
    private static final List<String> ALL_MEMBERS =
            Stream.concat(
                            FILE_MEMBERS.stream(),
                            HEADER_MEMBERS.stream().map(name -> "header." + name))
                    .sorted()
                    .toList();

    void check(JsonObject blob) {
        checkNames(blob, "", FILE_MEMBERS);
        header(blob).ifPresent(header -> checkNames(header, "header.", HEADER_MEMBERS));
        checkTypes(blob);
        requireValue(blob, "schema_version", "1.0.0", LintCode.SCHEMA_VERSION);
        requireValue(blob, "header.alg", "dir", LintCode.ALG);
        requireValue(blob, "header.enc", "CKM_RSA_AES_KEY_WRAP", LintCode.ENC);
    }

    /** A text member by its path. */
    Optional<String> text(JsonObject blob, String path) {
        return member(blob, path).filter(String.class::isInstance).map(String.class::cast);
    }

    private void checkNames(JsonObject object, String path, List<String> known) {
        for (String name : object.names()) {
            if (!known.contains(name)) {
                sink.found(
                        LintCode.MEMBER_UNKNOWN,
                        path + name,
                        "the specification has no such member");
            }
        }
        for (String name : known) {
            if (!object.has(name) && !name.equals("generator")) {
                sink.found(LintCode.MEMBER_MISSING, path + name, "is missing");
            }
        }
    }

    private void checkTypes(JsonObject blob) {
        for (String path : ALL_MEMBERS) {
            boolean isHeader = path.equals("header");
            Class<?> type = isHeader ? JsonObject.class : String.class;
            if (member(blob, path).filter(value -> !type.isInstance(value)).isPresent()) {
                String wanted = isHeader ? "an object" : "a string";
                sink.found(LintCode.MEMBER_TYPE, path, "is not " + wanted);
            }
        }
    }

    private void requireValue(JsonObject blob, String path, String wanted, LintCode code) {
        text(blob, path)
                .filter(value -> !value.equals(wanted))
                .ifPresent(value -> sink.found(code, path, "is '" + value + "'"));
    }

    private static Optional<Object> member(JsonObject blob, String path) {
        return path.startsWith("header.")
                ? header(blob).flatMap(header -> header.value(path.substring("header.".length())))
                : blob.value(path);
    }

    private static Optional<JsonObject> header(JsonObject blob) {
        return blob.value("header")
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast);
    }
}
