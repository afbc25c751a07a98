package dev.keyhaul.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;

/**
 * The whole journey as a security engineer types it ({@code journey.sh}): the packaged command line
 * in a clean Debian, checked there with OpenSSL and OpenSC.
 */
@Tag("long")
class ContainerJourneyIT {
    /** Set where a journey that did not run is a failure, as in CI. */
    private static final String REQUIRED = "KEYHAUL_REQUIRE_CONTAINER";

    private static final String NO_ENGINE =
            "no container engine answers (DOCKER_HOST, or Docker's own socket);"
                    + " CONTRIBUTING.md tells how to run this test";

    private static final int CHECKS = 11;

    @BeforeEach
    void findEngine() {
        boolean found = DockerClientFactory.instance().isDockerAvailable();
        if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
            assertThat(found).as("%s is set, but %s", REQUIRED, NO_ENGINE).isTrue();
        }
        assumeTrue(found, NO_ENGINE);
    }

    @Test
    void journey_onAFreshHost_holdsEachCheck() throws Exception {
        try (FreshHost host = FreshHost.start(FixtureImage.provide())) {
            ExecResult journey = host.run("journey.sh");

            // CI's log shows the journey, not only that it went well.
            System.out.println(journey.getStdout());
            assertThat(journey.getExitCode()).as("journey.sh, printed above").isZero();
            assertThat(journey.getStdout()).endsWith("\n" + CHECKS + " checks hold.\n");
            assertThat(journey.getStdout().lines().filter(line -> line.startsWith("holds: ")))
                    .hasSize(CHECKS);
        }
    }

    @Test
    void demo_onAReadOnlyHostWithoutNetwork_passes() throws Exception {
        try (FreshHost host = FreshHost.start(FixtureImage.provide())) {
            ExecResult place =
                    host.shell("touch /opt/keyhaul/x; touch ~/x; id -u; ls /sys/class/net");
            assertThat(place.getStderr()).contains("/opt/keyhaul/x").contains("/home/keyhaul");
            assertThat(place.getStdout()).isEqualTo("1000\nlo\n");
            assertThat(host.shell("cat /usr/share/keyhaul-packages").getStdout())
                    .containsPattern("(?m)^softhsm2\t2\\.");

            ExecResult demo = host.shell("keyhaul demo");

            assertThat(demo.getExitCode()).as(demo.getStdout() + demo.getStderr()).isZero();
            assertThat(demo.getStdout()).endsWith("\nPASS\n");
            // It had what it needs, and asked no package manager.
            assertThat(demo.getStderr()).doesNotContain("installing");
            assertThat(host.shell("ls -A /tmp").getStdout()).isEqualTo("work\n");
        }
    }
}
