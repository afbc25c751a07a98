package dev.keyhaul.cli.doctor;

import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.Identity;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.KeyVaultException;
import dev.keyhaul.keyvault.key.KeyPermission;
import dev.keyhaul.keyvault.key.NameState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a vault is reached, as whom, and what it permits: asked in a way that changes nothing.
 */
final class VaultCheck implements Check {
    private static final String SIGN_IN = "sign-in";
    private static final String NAME = "name";
    private static final DoctorFinding NOT_ASKED =
            DoctorFinding.unknown(
                    VaultRole.ABOUT, "not checked, because something above must be fixed first");
    private static final int NOT_TAKEN = 401;

    private final VaultHost host;
    private final VaultAccessOptions access;
    private final String name;
    private final Function<KeyTransferException, String> nextStep;
    private volatile Optional<Duration> ahead = Optional.empty();

    /**
     * Looks at a vault.
     *
     * @param name a name for a new key there; empty if none was asked about
     */
    VaultCheck(
            VaultHost host,
            VaultAccessOptions access,
            String name,
            Function<KeyTransferException, String> nextStep) {
        this.host = host;
        this.access = access;
        this.name = name;
        this.nextStep = nextStep;
    }

    @Override
    public String about() {
        return "vault";
    }

    /** Returns by how much the vault's clock is ahead of this host's, if the vault answered. */
    Optional<Duration> ahead() {
        return ahead;
    }

    @Override
    public void look(Consumer<DoctorFinding> found) throws KeyTransferException {
        KeyVault vault = access.open(host);
        VaultRole role = new VaultRole(vault);
        try {
            role.ask(KeyPermission.GET);
        } catch (KeyVaultException e) {
            noteTime(vault);
            notLetIn(vault, e, found);
            return;
        }
        noteTime(vault);
        Optional<DoctorFinding> proxy = proxy(vault);
        found.accept(proxy.orElseGet(this::reached));
        Identity identity = vault.identity();
        found.accept(DoctorFinding.ok(SIGN_IN, asWhom(identity)));
        if (proxy.isPresent()) {
            found.accept(NOT_ASKED);
            return;
        }
        for (KeyPermission permission : KeyPermission.values()) {
            if (permission != KeyPermission.GET) {
                role.ask(permission);
            }
        }
        found.accept(role.finding(identity, nextStep));
        if (!name.isEmpty()) {
            found.accept(name(vault));
        }
    }

    private DoctorFinding name(KeyVault vault) throws KeyTransferException {
        try {
            return vault.requireUsableName(name, ImportOptions.tenantKey()) == NameState.FREE
                    ? DoctorFinding.ok(NAME, "a new key can have the name " + name)
                    : DoctorFinding.unknown(
                            NAME,
                            "no key has the name "
                                    + name
                                    + "; whether a deleted key still has it is not shown");
        } catch (RefusedException e) {
            return DoctorFinding.fix(NAME, String.valueOf(e.getMessage()), nextStep.apply(e));
        }
    }

    /** The vault's first answer, which asks for a token, has the time too. */
    private void noteTime(KeyVault vault) {
        ahead = vault.serverTime().map(time -> Duration.between(Instant.now(), time));
    }

    private void notLetIn(KeyVault vault, KeyVaultException e, Consumer<DoctorFinding> found) {
        boolean isSignIn = e.status() == NOT_TAKEN || e.reason() == Reason.CREDENTIAL_MISSING;
        if (isSignIn && vault.serverTime().isPresent()) {
            found.accept(reached());
        }
        found.accept(
                DoctorFinding.fix(
                        isSignIn ? SIGN_IN : about(),
                        String.valueOf(e.getMessage()),
                        nextStep.apply(e)));
        found.accept(NOT_ASKED);
    }

    private DoctorFinding reached() {
        return DoctorFinding.ok(about(), host.url() + " answers");
    }

    /** Whoever breaks TLS open could answer in the vault's place. */
    private Optional<DoctorFinding> proxy(KeyVault vault) {
        try {
            vault.requireAzuresTls();
            return Optional.empty();
        } catch (KeyTransferException e) {
            return Optional.of(
                    DoctorFinding.fix(about(), String.valueOf(e.getMessage()), nextStep.apply(e)));
        }
    }

    private String asWhom(Identity identity) {
        if (host.isRehearsal()) {
            return "as " + identity.name();
        }
        return "as "
                + Stream.of(identity.name(), identity.application())
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.joining(" through application "))
                + " (object "
                + identity.objectId()
                + ") of tenant "
                + identity.tenantId()
                + ", by the credential "
                + access.credentialName();
    }
}
