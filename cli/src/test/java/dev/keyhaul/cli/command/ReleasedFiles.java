package dev.keyhaul.cli.command;

import dev.keyhaul.core.file.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** A copy of what a release's commands made, which {@code fixtures/VERSION/README.md} lists. */
final class ReleasedFiles {
    private static final Path FIXTURES =
            Path.of(System.getProperty("keyhaul.root", ".."), "cli/src/test/resources/fixtures");

    private ReleasedFiles() {}

    /** Copies a folder of them for the owner alone: Git keeps no such modes. */
    static void copy(String folder, Path to) throws IOException {
        Path from = FIXTURES.resolve(folder);
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                boolean isFolder = Files.isDirectory(path);
                if (isFolder) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
                Files.setPosixFilePermissions(
                        target,
                        PosixFilePermissions.fromString(isFolder ? "rwx------" : "rw-------"));
            }
        }
    }

    /** Returns a working folder with them, and their tokens as the SoftHSM of its commands. */
    static SoftHsmFolder open(String version, Path home) throws IOException {
        SoftHsmFolder hsm = new SoftHsmFolder(home);
        copy(version, hsm.work);
        hsm.configure(hsm.work.resolve("tokens"));
        hsm.secret("user.pin", Files.readString(hsm.work.resolve("secrets/token.pin")).strip());
        return hsm;
    }

    /** Returns the id of the copy for a kind of recipient. */
    static String copy(Path folder, String kind) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("copies"))) {
            return lines.filter(line -> line.startsWith(kind + " "))
                    .findFirst()
                    .orElseThrow()
                    .substring(kind.length() + 1);
        }
    }

    /** Reads a private key of the fixtures: PKCS#8 in PEM. */
    static RSAPrivateCrtKey privateKey(Path pem) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(pem).replaceAll("-----.*-----|\\s", "");
        return (RSAPrivateCrtKey)
                KeyFactory.getInstance("RSA")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    static RSAPublicKey publicHalf(RSAPrivateCrtKey key) throws GeneralSecurityException {
        return (RSAPublicKey)
                KeyFactory.getInstance("RSA")
                        .generatePublic(
                                new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    }

    /** Returns a store's journal head, as it was noted when the store was made. */
    static String head(Path store) throws IOException {
        List<String> lines = Files.readAllLines(store.resolve("journal.jsonl"));
        return Sha256.hex(lines.get(lines.size() - 1).getBytes(StandardCharsets.UTF_8));
    }
}
