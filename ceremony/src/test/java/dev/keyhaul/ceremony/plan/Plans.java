package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans for tests. */
final class Plans {
    static final Instant START = Instant.parse("2026-03-01T09:00:00Z");
    static final String HASH = "0123456789abcdef".repeat(4);

    private Plans() {}

    /** Two hosts and a witness, a new key, two copies, and no more extraction at the end. */
    static OpenPlan open() {
        return OpenPlan.of(content("Tenant key of Contoso"));
    }

    static PlanContent content(String title) {
        return new PlanContent(
                "0f".repeat(16),
                title,
                new CeremonyPlan.Window(START, START.plusSeconds(86_400)),
                new PlannedKey(
                        source("pkcs11:token=hsm;object=tenant"),
                        "rsa",
                        "2048",
                        true,
                        Optional.empty()),
                Optional.of(new PlannedVault("https://v.vault.azure.net", "tenant", "kek", false)),
                Optional.of(
                        new PlannedCopies(
                                2,
                                new PlannedPlace("place.drive-a"),
                                Optional.of(new PlannedPlace("place.drive-b")),
                                source("pkcs11:token=recovery;object=recovery"),
                                true,
                                /* isOpen= */ false)),
                true,
                List.of(
                        PlannedHost.named(
                                "offline",
                                Set.of(Duty.OFFLINE),
                                List.of(PlannedToken.named("hsm", true))),
                        PlannedHost.named("online", Set.of(Duty.ONLINE), List.of()),
                        PlannedHost.named("bo", Set.of(Duty.WITNESS), List.of())),
                List.of(new Person("operator", "Ada Bell"), new Person("witness", "Bo Ruiz")));
    }

    /** A key that is restored from its master copy: into a vault, or for a drill into none. */
    static OpenPlan restoring(boolean isDrill) throws KeyTransferException {
        PlanContent like = content("Tenant key of Contoso");
        PlannedRestore from =
                new PlannedRestore(
                        new PlannedPlace("place.drive-a"),
                        "20260301T090000Z-01234567-89abcdef",
                        Fingerprint.parse(HASH));
        return OpenPlan.of(
                new PlanContent(
                        like.id(),
                        like.title(),
                        like.window(),
                        new PlannedKey(
                                source("pkcs11:token=recovery;object=restored"),
                                "rsa",
                                "2048",
                                false,
                                Optional.of(HASH),
                                Optional.of(from)),
                        isDrill ? Optional.empty() : like.vault(),
                        Optional.empty(),
                        false,
                        isDrill ? like.hosts().subList(0, 1) : like.hosts(),
                        like.people()));
    }

    static PlannedSource source(String text) {
        try {
            return PlannedSource.parse(text);
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    static OpenPlan enrolled(PublicKey offline, PublicKey online, PublicKey witness) {
        return enrolled(open(), offline, online, witness);
    }

    static OpenPlan enrolled(
            OpenPlan plan, PublicKey offline, PublicKey online, PublicKey witness) {
        return plan.with(enrolled(plan, "offline", offline))
                .with(enrolled(plan, "online", online))
                .with(enrolled(plan, "bo", witness));
    }

    /** Keys that no test signs with. */
    static ClosedPlan closed() throws Exception {
        return enrolled(
                        GeneratedKeys.rsa(2048).getPublic(),
                        GeneratedKeys.rsa(3072).getPublic(),
                        GeneratedKeys.rsa(4096).getPublic())
                .close(List.of(HASH));
    }

    static PlannedHost enrolled(CeremonyPlan plan, String host, PublicKey key) {
        PlannedHost before = plan.host(host).orElseThrow();
        return before.enrolled(
                key,
                before.tokens().stream().map(token -> token.known("0001", HASH)).toList(),
                "keyhaul 1.0");
    }
}
