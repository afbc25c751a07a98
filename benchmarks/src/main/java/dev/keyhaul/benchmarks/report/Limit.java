package dev.keyhaul.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the processor could do at best with one key at a time: {@code openssl speed}'s RSA
 * operation, and the AES blocks of AES-KWP one after the other, as {@code openssl speed
 * aes-256-cbc} takes them.
 *
 * @param publicMicros a public RSA operation, by key length
 * @param privateMicros a private one
 * @param blockNanos an AES-256 block that waits for the one before
 */
record Limit(
        Map<Integer, Double> publicMicros, Map<Integer, Double> privateMicros, double blockNanos) {
    private static final Pattern RSA =
            Pattern.compile("rsa\\s*(\\d+)(?: bits)? .*?([\\d.]+)\\s+([\\d.]+)\\s*$");
    private static final Pattern CBC = Pattern.compile("(?i)^aes-256-cbc .*?([\\d.]+)k\\s*$");
    private static final int BLOCK_BYTES = 16;
    private static final int STEPS = 6;

    static Limit measured() throws IOException {
        String text =
                output("openssl", "speed", "-seconds", "1", "rsa2048", "rsa3072", "rsa4096")
                        + output(
                                "openssl",
                                "speed",
                                "-seconds",
                                "1",
                                "-bytes",
                                "1024",
                                "-evp",
                                "aes-256-cbc");
        return parse(text);
    }

    /** The last two columns of its RSA tables are operations a second. */
    static Limit parse(String text) throws IOException {
        Map<Integer, Double> publics = new TreeMap<>();
        Map<Integer, Double> privates = new TreeMap<>();
        double block = Double.NaN;
        for (String line : text.lines().toList()) {
            Matcher rsa = RSA.matcher(line.strip());
            Matcher cbc = CBC.matcher(line.strip());
            if (rsa.find()) {
                // One table has encryption and decryption, the other signing and verifying: the
                // public operation is the fast one in both.
                double one = Double.parseDouble(rsa.group(2));
                double other = Double.parseDouble(rsa.group(3));
                int bits = Integer.parseInt(rsa.group(1));
                publics.putIfAbsent(bits, 1e6 / Math.max(one, other));
                privates.putIfAbsent(bits, 1e6 / Math.min(one, other));
            } else if (cbc.find()) {
                block = BLOCK_BYTES * 1e9 / (Double.parseDouble(cbc.group(1)) * 1000);
            }
        }
        if (publics.isEmpty() || Double.isNaN(block)) {
            throw new IOException("openssl speed said something else than expected:\n" + text);
        }
        return new Limit(publics, privates, block);
    }

    /** Microseconds for a blob; NaN where OpenSSL did not measure such a KEK. */
    double blobMicros(boolean wrap, int targetBits, int kekBits) {
        Map<Integer, Double> rsa = wrap ? publicMicros : privateMicros;
        return rsa.getOrDefault(kekBits, Double.NaN) + blocks(targetBits) * blockNanos / 1000;
    }

    /** An RSA key's PKCS#8 is 70 bytes, and nine sixteenths of a byte for each bit. */
    static int blocks(int targetBits) {
        int pkcs8Bytes = 66 + targetBits * 9 / 16;
        return STEPS * ((pkcs8Bytes + 7) / 8);
    }

    private static String output(String... command) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}
