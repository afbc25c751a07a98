package dev.keyhaul.bundle;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * The image {@code keyhaul-fixture}: Debian, and what the journey takes beside the command line.
 * Its tag is the hash of its recipe, so that an engine that has it never builds it again.
 */
final class FixtureImage {
    private static final String NAME = "keyhaul-fixture";
    private static final String RELEASE = "trixie";

    /** Debian 13 has no Java 17; 21 is its default. */
    private static final List<String> PACKAGES =
            List.of("openjdk-21-jre-headless", "opensc", "openssl", "softhsm2");

    private FixtureImage() {}

    /** Returns the image's name, after building it where the engine does not have it. */
    static String provide() throws IOException, InterruptedException, GeneralSecurityException {
        String image = NAME + ":" + recipeHash();
        if (!isThere(image)) {
            System.out.println("building the image " + image);
            if (isOnPath("mmdebstrap")) {
                buildFromPackages(image);
            } else {
                buildOnDebianImage(image);
            }
        }
        return image;
    }

    private static String recipeHash() throws GeneralSecurityException {
        String recipe = RELEASE + " " + String.join(" ", PACKAGES);
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(recipe.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 6);
    }

    private static boolean isThere(String image) {
        try {
            DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static boolean isOnPath(String program) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** From Debian's packages alone, whose signatures apt checks: no image registry is needed. */
    private static void buildFromPackages(String image) throws IOException, InterruptedException {
        Path root = Files.createTempFile(NAME, ".tar");
        try {
            String include = "--include=" + String.join(",", PACKAGES);
            run("mmdebstrap", "--variant=minbase", include, RELEASE, root.toString());
            new ImageFromDockerfile(image, /* deleteOnExit= */ false)
                    .withFileFromPath("root.tar", root)
                    .withDockerfileFromBuilder(file -> file.from("scratch").add("root.tar", "/"))
                    .get();
        } finally {
            Files.delete(root);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        // It starts whatever dpkg does.
        TestProcess.Result result =
                TestProcess.of(command).with(Map.of("PATH", System.getenv("PATH"))).run();
        if (result.exit() != 0) {
            throw new IOException(
                    String.join(" ", command)
                            + " failed; it takes root, or a user who has subordinate ids:\n"
                            + result.said());
        }
    }

    /** Where mmdebstrap is missing (macOS, other Linux): the engine gets Debian's own image. */
    private static void buildOnDebianImage(String image) throws IOException {
        String install = "apt-get install -y --no-install-recommends " + String.join(" ", PACKAGES);
        try {
            new ImageFromDockerfile(image, /* deleteOnExit= */ false)
                    .withDockerfileFromBuilder(
                            file ->
                                    file.from("debian:" + RELEASE + "-slim")
                                            .run("apt-get update && " + install))
                    .withBuildImageCmdModifier(build -> build.withNetworkMode("host"))
                    .get();
        } catch (RuntimeException e) {
            throw new IOException(
                    "cannot build "
                            + image
                            + ": it takes mmdebstrap on this host (as root: apt-get install"
                            + " mmdebstrap), or an image registry and Debian's packages that"
                            + " the engine can reach",
                    e);
        }
    }
}
