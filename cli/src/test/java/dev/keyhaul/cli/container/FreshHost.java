package dev.keyhaul.cli.container;

import com.github.dockerjava.api.command.CreateContainerCmd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A clean Debian with the installed bundle in {@code /opt/keyhaul}. An ordinary user works in an
 * empty home that is only in memory. There is no network but loopback: the journey needs none.
 */
final class FreshHost implements AutoCloseable {
    private static final Path REPOSITORY = Path.of(System.getProperty("keyhaul.root", ".."));
    private static final String HOME = "/home/operator";
    private static final String OPERATOR = "1000:1000";

    /** Longer than any journey; a container whose test was killed ends by itself. */
    private static final String LIFETIME_SECONDS = "900";

    /** Everybody may read and run the bundle, whatever umask it was built with. */
    private static final int MODE = 0755;

    private final Debian debian;

    private FreshHost(Debian debian) {
        this.debian = debian;
    }

    static FreshHost start(String image) {
        Debian debian = new Debian(image);
        debian.withCommand("sleep", LIFETIME_SECONDS)
                .withNetworkMode("none")
                .withWorkingDirectory(HOME)
                .withTmpFs(Map.of(HOME, "mode=0700,uid=1000,gid=1000"))
                .withEnv("HOME", HOME)
                .withEnv("PATH", "/opt/keyhaul:/usr/bin:/bin")
                .withCreateContainerCmdModifier(FreshHost::asOrdinaryUser);
        installBundle(debian);
        debian.start();
        return new FreshHost(debian);
    }

    private static void asOrdinaryUser(CreateContainerCmd command) {
        command.withUser(OPERATOR);
        Objects.requireNonNull(command.getHostConfig()).withAutoRemove(true);
    }

    /** What an installed bundle is: the launcher, its scripts, and the build's output beside it. */
    private static void installBundle(Debian debian) {
        Path built = REPOSITORY.resolve("cli/target");
        install(debian, REPOSITORY.resolve("keyhaul"));
        install(debian, REPOSITORY.resolve("launcher"));
        install(debian, built.resolve("keyhaul-cli.jar"));
        install(debian, built.resolve("lib"));
        install(debian, built.resolve("natives"));
    }

    private static void install(Debian debian, Path source) {
        debian.withCopyFileToContainer(
                MountableFile.forHostPath(source.toAbsolutePath(), MODE),
                "/opt/keyhaul/" + source.getFileName());
    }

    /** Runs a script that lies beside this class; both of its streams are in standard output. */
    ExecResult run(String script) throws IOException, InterruptedException {
        String path = "/tmp/" + script;
        debian.copyFileToContainer(
                MountableFile.forClasspathResource("dev/keyhaul/cli/container/" + script, MODE),
                path);
        return debian.execInContainer("sh", "-c", path + " 2>&1");
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
