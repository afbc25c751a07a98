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

    private static void requireWaits(Party at, Trouble trouble) throws Exception {
        String before = Files.readString(at.plan());
        Party.Run run = stopped(at);
        trouble.said(run.shown());
        assertThat(run.exit()).isEqualTo(130);
        assertThat(at.plan()).as("it is not enrolled").hasContent(before);
    }

    @Test
    void online_waitsForAFreeName_andForItsRole() throws Exception {
        try (GuidedCeremony held =
                planned("--grant", "kek=get,create", "--purgeable", "--grant", "remover=purge")) {
            held.online.take(held.offline);
            signIn(held, held.online, ".kek");
            requireWaits(held.online, Trouble.ROLE_MISSING);

            signIn(held, held.online, "");
            held.online
                    .type("kek", "create", "--vault", ServedVault.URL, "--name", "tenant")
                    .requireDone();
            requireWaits(held.online, Trouble.NAME_TAKEN);
            delete(held, "keys", "");
            requireWaits(held.online, Trouble.NAME_OF_A_DELETED_KEY);
            delete(held, "deletedkeys", ".remover");
            String ready = held.online.run().requireDone().shown();
            Trouble.ROLE_MISSING.after(ready);
            Trouble.NAME_TAKEN.after(ready);
            Trouble.NAME_OF_A_DELETED_KEY.after(ready);
        }
    }

    /** Deletes the key that has the name, or what is left of it. */
    private static void delete(GuidedCeremony held, String where, String identity)
            throws Exception {
        Path access = held.vault.accessFile();
        String address = JsonObject.parse(Files.readAllBytes(access)).string("address");
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(address)
                                        .resolve("/" + where + "/tenant?api-version=7.6"))
                        .DELETE()
                        .header(
                                "Authorization",
                                "Bearer " + AccessFiles.bearer(Path.of(access + identity)))
                        .header(
                                VaultHost.REHEARSAL_HOST_HEADER,
                                URI.create(ServedVault.URL).getHost())
                        .build();
        assertThat(
                        HttpClient.newHttpClient()
                                .send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                .isIn(200, 204);
    }

    /** The KEK is not made yet: that it is not found shows that this person may read it. */
    @Test
    void witness_needsToReadKeys_thatAreNotThereYet() throws Exception {
        try (GuidedCeremony held = planned("--grant", "other=sign", "--grant", "reader=get")) {
            held.witness.take(held.offline);
            signIn(held, held.witness, ".other");
            requireWaits(held.witness, Trouble.WITNESS_WITHOUT_ACCESS);
            signIn(held, held.witness, ".reader");
            String enrolled = held.witness.run().requireDone().shown();
            assertThat(enrolled).contains("This machine can read keys of " + ServedVault.URL);
            Trouble.WITNESS_WITHOUT_ACCESS.after(enrolled);
        }
    }
}
