package dev.keyhaul.pfx.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.der.WipedRsaNumbers;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.fixture.KeyBlobs;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The blob codecs against OpenSSL's: what it writes is read here, and what it reads agrees. */
@Tag("system")
class OpenSslBlobDifferentialTest {
    private static final String PASSWORD = "pvk-password";

    /** 1032 bits: a half of an odd number of bytes. */
    private static final int[] LENGTHS = {1024, 1032, 2048, 3072};

    private static final int KEYS_OF_A_LENGTH = 3;

    @TempDir Path folder;

    private final List<String> differences = new ArrayList<>();
    private int compared;

    /** One form of {@code openssl rsa}. */
    private record Form(String name, boolean encrypted, List<String> out, List<String> in) {}

    private static final List<Form> FORMS =
            List.of(
                    new Form("MSBLOB", false, List.of(), List.of()),
                    new Form("PVK", false, List.of("-pvk-none"), List.of()),
                    new Form("PVK", true, legacy("-pvk-strong", "-passout"), legacy("-passin")),
                    new Form("PVK", true, legacy("-pvk-weak", "-passout"), legacy("-passin")));

    /** RC4 is in OpenSSL's legacy provider. */
    private static List<String> legacy(String... options) {
        List<String> words = new ArrayList<>(List.of(options));
        words.add("pass:" + PASSWORD);
        words.addAll(List.of("-provider", "legacy", "-provider", "default"));
        return List.copyOf(words);
    }

    @Test
    void openSslAndWe_readAndWriteTheSame() throws Exception {
        for (int bits : LENGTHS) {
            for (int i = 0; i < KEYS_OF_A_LENGTH; i++) {
                compare(GeneratedKeys.rsaPrivate(bits, "differential " + i));
            }
        }

        System.out.printf("OpenSSL and blobs: %d comparisons%n", compared);
        assertThat(differences).isEmpty();
        assertThat(compared).isEqualTo(LENGTHS.length * KEYS_OF_A_LENGTH * (4 + 4 + 1));
    }

    private void compare(RSAPrivateCrtKey key) throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        byte[] blob = KeyBlobs.cryptoApi(key);
        for (Form form : FORMS) {
            byte[] written =
                    openssl.convert(
                            key.getEncoded(),
                            "rsa",
                            words(List.of("-inform", "DER", "-outform", form.name()), form.out()));
            record(form, "read here", read(written), key);
            record(form, "read by OpenSSL", readByOpenSsl(openssl, ours(blob, form), form), key);
            if (form.name().equals("MSBLOB")) {
                note(form, "written alike", Arrays.equals(written, blob));
            }
        }
    }

    private static byte[] ours(byte[] blob, Form form) {
        if (form.name().equals("MSBLOB")) {
            return blob;
        }
        return form.encrypted()
                ? KeyBlobs.pvk(blob, PASSWORD, form.out().contains("-pvk-weak"))
                : KeyBlobs.pvk(blob);
    }

    private static byte[] readByOpenSsl(OpenSsl openssl, byte[] file, Form form) throws Exception {
        byte[] pkcs1 =
                openssl.convert(
                        file,
                        "rsa",
                        words(List.of("-inform", form.name(), "-outform", "DER"), form.in()));
        return openssl.convert(
                pkcs1, "pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-outform", "DER");
    }

    private static byte[] read(byte[] file) throws Exception {
        try (WipedRsaNumbers numbers =
                WindowsKeyFile.parse(file, () -> Passphrase.copyOf(PASSWORD.toCharArray()))) {
            return numbers.toPkcs8();
        }
    }

    private void record(Form form, String what, byte[] pkcs8, RSAPrivateCrtKey key) {
        note(form, what, Arrays.equals(pkcs8, key.getEncoded()));
    }

    private void note(Form form, String what, boolean same) {
        compared++;
        if (!same) {
            differences.add(form + ": " + what);
        }
    }

    private static String[] words(List<String> first, List<String> more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(more);
        return all.toArray(String[]::new);
    }
}
