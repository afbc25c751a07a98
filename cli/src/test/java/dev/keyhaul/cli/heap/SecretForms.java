package dev.keyhaul.cli.heap;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * One secret in every form in which a program may hold it.
 *
 * <p>Of long secrets, three parts of 24 bytes stand for the whole: a copy of which a part was
 * overwritten is found too. A heap dump writes the words of an {@code int[]} most significant byte
 * first, so a {@code BigInteger} looks like the number itself.
 *
 * @param name what a hit is called
 * @param patterns what is looked for; none is shorter than eight bytes
 */
public record SecretForms(String name, List<Pattern> patterns) {
    private static final int PART_BYTES = 24;

    /** Bytes to look for. */
    public record Pattern(String form, byte[] bytes) {}

    /** A key's private numbers. */
    public static List<SecretForms> of(RSAPrivateCrtKey key) {
        return List.of(
                of("d", unsigned(key.getPrivateExponent())),
                of("p", unsigned(key.getPrimeP())),
                of("q", unsigned(key.getPrimeQ())),
                of("dp", unsigned(key.getPrimeExponentP())),
                of("dq", unsigned(key.getPrimeExponentQ())),
                of("qInv", unsigned(key.getCrtCoefficient())));
    }

    /** Secret bytes, such as an AES key. */
    public static SecretForms of(String name, byte[] secret) {
        List<Pattern> patterns = new ArrayList<>();
        for (int from :
                new int[] {0, (secret.length - PART_BYTES) / 2, secret.length - PART_BYTES}) {
            addForms(patterns, Arrays.copyOfRange(secret, from, from + PART_BYTES));
        }
        return new SecretForms(name, List.copyOf(patterns));
    }

    /** A PIN or a password. */
    public static SecretForms of(String name, String secret) {
        byte[] utf8 = secret.getBytes(StandardCharsets.UTF_8);
        List<Pattern> patterns = new ArrayList<>();
        patterns.add(new Pattern("UTF-8", utf8));
        patterns.add(new Pattern("UTF-16BE", secret.getBytes(StandardCharsets.UTF_16BE)));
        patterns.add(new Pattern("UTF-16LE", secret.getBytes(StandardCharsets.UTF_16LE)));
        addTexts(patterns, utf8);
        return new SecretForms(name, List.copyOf(patterns));
    }

    private static void addForms(List<Pattern> patterns, byte[] part) {
        patterns.add(new Pattern("raw", part));
        patterns.add(new Pattern("reversed", reversed(part)));
        addTexts(patterns, part);
    }

    private static void addTexts(List<Pattern> patterns, byte[] part) {
        String hex = HexFormat.of().formatHex(part);
        addText(patterns, "hex", hex);
        addText(patterns, "HEX", hex.toUpperCase(Locale.ROOT));
        for (int shift = 0; shift < 3; shift++) {
            // Whole groups of three bytes: four characters that do not depend on their neighbours.
            byte[] groups = Arrays.copyOfRange(part, shift, shift + (part.length - shift) / 3 * 3);
            String url = Base64.getUrlEncoder().encodeToString(groups);
            addText(patterns, "base64url", url);
            addText(patterns, "base64", url.replace('-', '+').replace('_', '/'));
        }
    }

    private static void addText(List<Pattern> patterns, String form, String text) {
        patterns.add(new Pattern(form, text.getBytes(StandardCharsets.US_ASCII)));
        patterns.add(new Pattern(form + " in chars", text.getBytes(StandardCharsets.UTF_16BE)));
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = bytes[bytes.length - 1 - i];
        }
        return result;
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] signed = number.toByteArray();
        return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
    }
}
