package dev.keyhaul.bundle;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.DockerImageName;

/**
 * A clean Debian with the offline bundle, as the Containerfile makes it of the very file that is
 * shipped. An ordinary user works in {@code /tmp}, which is in memory; the root is read-only, the
 * home folder in it too, and there is no network but loopback.
 */
final class FreshHost implements AutoCloseable {
    private static final String WORK = "/tmp/work";

    /** Longer than any journey; a container whose test was killed ends by itself. */
    private static final String LIFETIME_SECONDS = "900";

    private final Debian debian;

    private FreshHost(Debian debian) {
        this.debian = debian;
    }

    /**
     * Starts one on an image that has a Java and SoftHSM already: so the build needs no network.
     */
    static FreshHost start(String base) throws IOException {
        Debian debian = new Debian(installed(base));
        debian.withCreateContainerCmdModifier(FreshHost::harden)
                .withNetworkMode("none")
                .withTmpFs(Map.of("/tmp", "mode=1777"));
        debian.start();
        return new FreshHost(debian);
    }

    private static String installed(String base) throws IOException {
        return new ImageFromDockerfile("keyhaul-bundle-test", /* deleteOnExit= */ true)
                .withFileFromPath("Dockerfile", Bundle.REPOSITORY.resolve("bundle/Containerfile"))
                .withFileFromPath("keyhaul-bundle.tar.gz", Bundle.file())
                .withBuildArg("BASE", base)
                .withBuildImageCmdModifier(build -> build.withNetworkMode("none"))
                .get();
    }

    private static void harden(CreateContainerCmd command) {
        command.withEntrypoint("sleep").withCmd(LIFETIME_SECONDS);
        HostConfig host = Objects.requireNonNull(command.getHostConfig());
        host.withAutoRemove(true).withReadonlyRootfs(true).withCapDrop();
    }

    /** Runs a script that lies beside this class in an empty folder; both streams are in stdout. */
    ExecResult run(String script) throws IOException, InterruptedException {
        URL found = Objects.requireNonNull(FreshHost.class.getResource(script), script);
        String text;
        try (var stream = found.openStream()) {
            text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        return shell("exec 2>&1\n" + text);
    }

    /** Runs a shell's text in an empty folder. */
    ExecResult shell(String text) throws IOException, InterruptedException {
        String inFolder = "rm -rf " + WORK + " && mkdir " + WORK + " && cd " + WORK + "\n" + text;
        return debian.execInContainer("sh", "-c", inFolder);
    }

    @Override
    public void close() {
        debian.close();
    }

    private static final class Debian extends GenericContainer<Debian> {
        Debian(String image) {
            super(DockerImageName.parse(image));
        }
    }
}
