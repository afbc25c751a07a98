package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.json.MalformedJsonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The file as text: what stands around the JSON, and whether it is one. */
record JsonRules(BlobLint.Sink sink) {
    private static final String FILE = "file";

    /** Reads what is there, past what can be undone. */
    Optional<JsonObject> read(byte[] file) {
        return parse(withoutSecondBase64(withoutMark(file)));
    }

    private byte[] withoutMark(byte[] file) {
        if (startsWith(file, 0xEF, 0xBB, 0xBF)) {
            sink.found(LintCode.BYTE_ORDER_MARK, FILE, "begins with UTF-8's byte order mark");
            return Arrays.copyOfRange(file, 3, file.length);
        } else if (startsWith(file, 0xFF, 0xFE)) {
            return withoutUtf16(file, StandardCharsets.UTF_16LE);
        } else if (startsWith(file, 0xFE, 0xFF)) {
            return withoutUtf16(file, StandardCharsets.UTF_16BE);
        }
        return file;
    }

    private byte[] withoutUtf16(byte[] file, Charset charset) {
        try {
            ByteBuffer text = ByteBuffer.wrap(file, 2, file.length - 2);
            String decoded = charset.newDecoder().decode(text).toString();
            sink.found(
                    LintCode.BYTE_ORDER_MARK,
                    FILE,
                    "is " + charset + ", as PowerShell's > writes it");
            return decoded.getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return file;
        }
    }

    private static boolean startsWith(byte[] file, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= file.length || file[i] != (byte) mark[i]) {
                return false;
            }
        }
        return true;
    }

    private byte[] withoutSecondBase64(byte[] file) {
        try {
            byte[] decoded = Base64.getMimeDecoder().decode(unquotedStandard(file));
            if (decoded.length > 0 && decoded[0] == '{' && !JsonObject.isMeant(file)) {
                sink.found(LintCode.BASE64_TWICE, FILE, "is base64 of a JSON file");
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // No base64: what it is then is the parser's to say.
        }
        return file;
    }

    /** Both alphabets, with or without quotes around. */
    private static byte[] unquotedStandard(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1)
                .replace("\"", "")
                .replace('-', '+')
                .replace('_', '/')
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private Optional<JsonObject> parse(byte[] text) {
        try {
            return Optional.of(JsonObject.parse(text));
        } catch (MalformedJsonException e) {
            sink.found(code(e.problem()), FILE, String.valueOf(e.getMessage()));
        } catch (MalformedInputException e) {
            sink.found(LintCode.NOT_JSON, FILE, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private static LintCode code(MalformedJsonException.Problem problem) {
        return switch (problem) {
            case DUPLICATE_MEMBER -> LintCode.DUPLICATE_MEMBER;
            case TEXT_AFTER -> LintCode.TEXT_AFTER;
            case BYTE_ORDER_MARK -> LintCode.BYTE_ORDER_MARK;
            case TOO_LONG, NOT_UTF8, NOT_JSON -> LintCode.NOT_JSON;
        };
    }
}
