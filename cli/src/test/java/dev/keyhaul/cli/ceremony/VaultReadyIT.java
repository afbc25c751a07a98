package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.fixture.AccessFiles;
import dev.keyhaul.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would fail at the import is found when the hosts are enrolled: there is no key yet. */
@Tag("long")
class VaultReadyIT {
    @TempDir Path home;

    private GuidedCeremony planned(String... grants) throws Exception {
        GuidedCeremony held = new GuidedCeremony(home, grants);
        held.plan("--person", "witness=Bo Ruiz", "--copies", "0");
        return held;
    }

    /** Has a host another identity from now on. */
    private static void signIn(GuidedCeremony held, Party at, String identity) throws Exception {
        Files.copy(
                Path.of(held.vault.accessFile() + identity),
                at.home.resolve("vault.access"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static Party.Run stopped(Party at) throws Exception {
        return at.run(
                question ->
                        question.contains("Press Enter to try again")
                                ? Optional.of("stop")
                                : question.contains("Which host is this")
                                        ? Optional.of(at.home.getFileName().toString())
                                        : Optional.empty());
    }

    private static void requireWaits(Party at, String... lines) throws Exception {
        String before = Files.readString(at.plan());
        Party.Run run = stopped(at);
        assertThat(run.shown().replaceAll("\\s+", " ")).contains(lines);
        assertThat(run.exit()).isEqualTo(130);
        assertThat(at.plan()).as("it is not enrolled").hasContent(before);
    }

    @Test
    void online_waitsForAFreeName_andForItsRole() throws Exception {
        try (GuidedCeremony held = planned("--grant", "kek=get,create")) {
            held.online.take(held.offline);
            signIn(held, held.online, ".kek");
            requireWaits(
                    held.online,
                    "it lacks import, sign, decrypt, getrotationpolicy",
                    "The vault is not ready for the import: " + ServedVault.URL);

            signIn(held, held.online, "");
            held.online
                    .type("kek", "create", "--vault", ServedVault.URL, "--name", "tenant")
                    .requireDone();
            requireWaits(held.online, "there is a key tenant in rehearsal.vault");
            delete(held, "tenant");
            requireWaits(held.online, "a deleted key still has the name tenant");
        }
    }

    private static void delete(GuidedCeremony held, String name) throws Exception {
        Path access = held.vault.accessFile();
        String address = JsonObject.parse(Files.readAllBytes(access)).string("address");
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(address).resolve("/keys/" + name + "?api-version=7.6"))
                        .DELETE()
                        .header("Authorization", "Bearer " + AccessFiles.bearer(access))
                        .header(
                                VaultHost.REHEARSAL_HOST_HEADER,
                                URI.create(ServedVault.URL).getHost())
                        .build();
        assertThat(
                        HttpClient.newHttpClient()
                                .send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                .isEqualTo(200);
    }

    /** The KEK is not made yet: that it is not found shows that this person may read it. */
    @Test
    void witness_needsToReadKeys_thatAreNotThereYet() throws Exception {
        try (GuidedCeremony held = planned("--grant", "other=sign", "--grant", "reader=get")) {
            held.witness.take(held.offline);
            signIn(held, held.witness, ".other");
            requireWaits(held.witness, "This machine cannot read keys of " + ServedVault.URL);
            signIn(held, held.witness, ".reader");
            assertThat(held.witness.run().requireDone().shown().replaceAll("\\s+", " "))
                    .contains("This machine can read keys of " + ServedVault.URL, "Enrolled.");
        }
    }
}
