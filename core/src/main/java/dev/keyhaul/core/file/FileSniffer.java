package dev.keyhaul.core.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Tells kinds of files by their first bytes, and JSON by its members. */
final class FileSniffer {
    private static final byte DER_SEQUENCE = 0x30;
    private static final byte[] SHARE = ascii("KHSHARE1");
    private static final byte[] PASSPHRASE_SHARE = ascii("KHSEALP");
    private static final byte[] PVK = {0x1e, (byte) 0xf1, (byte) 0xb5, (byte) 0xb0};
    private static final int CRYPTO_API_MAGIC = 8;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private static final byte[] JKS = {(byte) 0xfe, (byte) 0xed, (byte) 0xfe, (byte) 0xed};
    private static final byte[] JCEKS = {(byte) 0xce, (byte) 0xce, (byte) 0xce, (byte) 0xce};
    private static final byte[] BKS = {0, 0, 0, 0, 0, 0, 0, 20};

    /** Shorter ones are no key: any word may look like base64. */
    private static final int MIN_BASE64 = 120;

    private static final byte[] BEGIN = ascii("-----BEGIN ");
    private static final byte[] DASHES = ascii("-----");

    /** Longer text before the first tag is no XML that we know. */
    private static final int XML_HEAD_BYTES = 1024;

    /** A raw AES key may begin like JSON, and no text is made of it. */
    private static final int MIN_JSON_BYTES = 40;

    private static final int MAX_JSON_BYTES = 4 * 1024 * 1024;

    private FileSniffer() {}

    static Set<FileKind> kinds(byte[] content) {
        Set<FileKind> pem = pem(content);
        return pem.isEmpty()
                ? single(content).map(EnumSet::of).orElseGet(() -> EnumSet.noneOf(FileKind.class))
                : pem;
    }

    private static Optional<FileKind> single(byte[] content) {
        if (content.length == 0) {
            return Optional.empty();
        } else if (content[0] == DER_SEQUENCE) {
            return DerShape.of(content);
        } else if (isAt(content, 0, SHARE)) {
            return Optional.of(FileKind.SHARE);
        } else if (isAt(content, 0, PASSPHRASE_SHARE)) {
            return Optional.of(FileKind.PASSPHRASE_SHARE);
        } else if (isWindows(content)) {
            return Optional.of(FileKind.WINDOWS_KEY);
        } else if (isAt(content, 0, JKS) || isAt(content, 0, JCEKS)) {
            return Optional.of(FileKind.JAVA_KEYSTORE);
        } else if (isBouncyCastle(content)) {
            return Optional.of(FileKind.BOUNCY_CASTLE_KEYSTORE);
        }
        return text(content);
    }

    /** PVK's magic, CNG's, or CryptoAPI's after its header, which may stand behind 12 bytes. */
    private static boolean isWindows(byte[] content) {
        return isAt(content, 0, PVK)
                || isAt(content, 0, ascii("RSA2"))
                || isAt(content, 0, ascii("RSA3"))
                || isAt(content, CRYPTO_API_MAGIC, ascii("RSA2"))
                || isAt(content, CRYPTO_API_MAGIC + 12, ascii("RSA2"));
    }

    /** A version of 1 or 2, and a salt of 20 bytes: it has no magic number. */
    private static boolean isBouncyCastle(byte[] content) {
        return content.length > BKS.length + 20
                && (content[3] == 1 || content[3] == 2)
                && Arrays.equals(content, 0, 3, BKS, 0, 3)
                && Arrays.equals(content, 4, BKS.length, BKS, 4, BKS.length);
    }

    private static Optional<FileKind> text(byte[] content) {
        int from = isAt(content, 0, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        while (from < content.length && content[from] <= ' ' && content[from] > 0) {
            from++;
        }
        if (from == content.length) {
            return Optional.empty();
        }
        return switch (content[from]) {
            case '{' -> json(content, from);
            case '<' -> xml(content, from);
            case 'M' -> base64(content, from);
            default -> line(content, from);
        };
    }

    /** DER begins with {@code M} in base64. The text is not decoded: it may be a private key. */
    private static Optional<FileKind> base64(byte[] content, int from) {
        int length = 0;
        for (int at = from; at < content.length; at++) {
            byte letter = content[at];
            if (isBase64(letter)) {
                length++;
            } else if (letter <= 0 || letter > ' ') {
                return Optional.empty();
            }
        }
        return length < MIN_BASE64 || length % 4 != 0
                ? Optional.empty()
                : Optional.of(FileKind.BASE64);
    }

    private static boolean isBase64(byte letter) {
        return (letter >= 'A' && letter <= 'Z')
                || (letter >= 'a' && letter <= 'z')
                || (letter >= '0' && letter <= '9')
                || letter == '+'
                || letter == '/'
                || letter == '=';
    }

    private static Optional<FileKind> xml(byte[] content, int from) {
        String head =
                new String(
                        content, from, Math.min(content.length - from, XML_HEAD_BYTES), US_ASCII);
        if (head.regionMatches(true, 0, "<!DOCTYPE html", 0, "<!DOCTYPE html".length())) {
            return Optional.of(FileKind.PAGE);
        } else if (head.contains("<ArrayOfAnyType")) {
            return Optional.of(FileKind.TPD);
        }
        return head.contains("<XrML") ? Optional.of(FileKind.XRML) : Optional.empty();
    }

    /**
     * A manifest's first line names its columns. OpenSSH's is {@code ssh-rsa AAAA…}, or {@code
     * ecdsa-sha2-nistp256 AAAA…} (RFC 4253, 6.6).
     */
    private static Optional<FileKind> line(byte[] content, int from) {
        if (isAt(content, from, ascii("source,"))) {
            return Optional.of(FileKind.BATCH_MANIFEST);
        }
        return isAt(content, from, ascii("ssh-rsa AAAA"))
                        || isAt(content, from, ascii("ecdsa-sha2-nistp"))
                ? Optional.of(FileKind.OPENSSH_PUBLIC_KEY)
                : Optional.empty();
    }

    /** A whole file of JSON, or the first line of a file of such lines. */
    private static Optional<FileKind> json(byte[] content, int from) {
        Optional<JsonObject> whole = json(Arrays.copyOfRange(content, from, content.length));
        return whole.isPresent()
                ? JsonShape.of(whole.get())
                : json(firstLine(content, from))
                        .flatMap(JsonShape::ofLine)
                        .or(() -> damagedBlob(content, from));
    }

    /** JSON that does not parse: who judges a blob says what is wrong with it. */
    private static Optional<FileKind> damagedBlob(byte[] content, int from) {
        return ByteSearch.indexOf(content, "\"ciphertext\"", from) >= 0
                        && ByteSearch.indexOf(content, "\"header\"", from) >= 0
                ? Optional.of(FileKind.BLOB)
                : Optional.empty();
    }

    private static byte[] firstLine(byte[] content, int from) {
        int to = from;
        while (to < content.length && content[to] != '\n') {
            to++;
        }
        return Arrays.copyOfRange(content, from, to);
    }

    private static Optional<JsonObject> json(byte[] utf8) {
        if (utf8.length < MIN_JSON_BYTES || utf8.length > MAX_JSON_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonObject.parse(utf8));
        } catch (MalformedInputException e) {
            return Optional.empty();
        }
    }

    private static Set<FileKind> pem(byte[] content) {
        Set<FileKind> kinds = EnumSet.noneOf(FileKind.class);
        // A DER file may quote PEM text; none begins with it.
        if (content.length == 0 || content[0] == DER_SEQUENCE || content[0] == '{') {
            return kinds;
        }
        for (int at = 0; at + BEGIN.length < content.length; at++) {
            if (isAt(content, at, BEGIN)) {
                label(content, at + BEGIN.length)
                        .flatMap(FileSniffer::ofLabel)
                        .ifPresent(kinds::add);
            }
        }
        return kinds;
    }

    private static Optional<String> label(byte[] content, int from) {
        for (int to = from; to < content.length && to - from < 40; to++) {
            if (isAt(content, to, DASHES)) {
                return Optional.of(new String(content, from, to - from, US_ASCII));
            }
        }
        return Optional.empty();
    }

    private static Optional<FileKind> ofLabel(String label) {
        return Optional.ofNullable(
                switch (label) {
                    case "PUBLIC KEY", "RSA PUBLIC KEY" -> FileKind.PUBLIC_KEY;
                    case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" ->
                            FileKind.CERTIFICATE;
                    case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
                            FileKind.CERTIFICATE_REQUEST;
                    case "ENCRYPTED PRIVATE KEY" -> FileKind.ENCRYPTED_PRIVATE_KEY;
                    case "OPENSSH PRIVATE KEY" -> FileKind.OPENSSH_KEY;
                    case "CMS", "PKCS7" -> FileKind.CMS;
                    default -> label.endsWith("PRIVATE KEY") ? FileKind.PRIVATE_KEY : null;
                });
    }

    private static boolean isAt(byte[] content, int at, byte[] what) {
        return content.length - at >= what.length
                && Arrays.equals(content, at, at + what.length, what, 0, what.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
