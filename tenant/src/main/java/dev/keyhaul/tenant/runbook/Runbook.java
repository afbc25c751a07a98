package dev.keyhaul.tenant.runbook;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.ResourceText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A script that makes one key the tenant key of one tenant: vault, KEK, transfer, authorisation,
 * check, activation, revocation in an emergency, and the planned exit.
 *
 * <p>It is put together of parts that are scripts themselves (resources beside this class). A value
 * gets into it in one place alone, an assignment at its top; all else speaks of variables.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class Runbook {
    private static final List<RunbookValue> ALWAYS =
            List.of(
                    RunbookValue.TENANT_ID,
                    RunbookValue.SUBSCRIPTION,
                    RunbookValue.VAULT_NAME,
                    RunbookValue.VAULT_URL,
                    RunbookValue.KEY_NAME);
    private static final List<RunbookValue> TO_MAKE_A_VAULT =
            List.of(RunbookValue.RESOURCE_GROUP, RunbookValue.LOCATION);

    private final RunbookOrigin origin;
    private final boolean managedHsm;
    private final Map<RunbookValue, String> values;

    private Runbook(RunbookOrigin origin, boolean managedHsm, Map<RunbookValue, String> values) {
        this.origin = origin;
        this.managedHsm = managedHsm;
        this.values = values;
    }

    /**
     * Returns which values a runbook cannot do without, beside those that follow from the vault and
     * the key's name.
     */
    public static List<RunbookValue> required(RunbookOrigin origin, VaultHost vault) {
        Arguments.notNull("origin", origin);
        List<RunbookValue> required = new ArrayList<>();
        required.add(RunbookValue.TENANT_ID);
        required.add(RunbookValue.SUBSCRIPTION);
        if (!vault.isManagedHsm()) {
            required.addAll(TO_MAKE_A_VAULT);
        }
        required.addAll(origin.required());
        return List.copyOf(required);
    }

    /**
     * Makes the runbook of a key.
     *
     * @param key the tenant key as it will be; a version is not looked at
     * @param given the values; those that this origin does not use are left out
     * @throws RefusedException when such a key cannot live there
     * @throws MalformedIdentifierException when a value is missing or cannot be made safe, or the
     *     key's source is of another origin
     */
    public static Runbook of(
            RunbookOrigin origin, KeyIdentifier key, Map<RunbookValue, String> given)
            throws KeyTransferException {
        Arguments.notNull("origin", origin, "given", given);
        VaultHost vault = key.vault();
        if (vault.isManagedHsm() && origin == RunbookOrigin.PFX) {
            throw new RefusedException(
                    Reason.DESTINATION_KEY_KIND,
                    "a Managed HSM cannot have software keys",
                    "give a key vault, or first move the key into an HSM");
        }
        Map<RunbookValue, String> all = new EnumMap<>(given);
        all.put(RunbookValue.VAULT_NAME, vault.name());
        all.put(RunbookValue.VAULT_URL, vault.url());
        all.put(RunbookValue.KEY_NAME, key.name());
        Map<RunbookValue, String> values = new EnumMap<>(RunbookValue.class);
        for (RunbookValue value : required(origin, vault)) {
            if (all.getOrDefault(value, "").isEmpty()) {
                throw new MalformedIdentifierException(
                        Reason.OPTION_MISSING, "the " + value.label() + " is missing", "add it");
            }
        }
        for (RunbookValue value : used(origin, vault)) {
            values.put(value, value.require(all.getOrDefault(value, "")));
        }
        requireSecond(vault, values.getOrDefault(RunbookValue.SECOND_VAULT_URL, ""));
        requireScheme(origin, values.getOrDefault(RunbookValue.KEY_SOURCE, ""));
        return new Runbook(origin, vault.isManagedHsm(), values);
    }

    private static List<RunbookValue> used(RunbookOrigin origin, VaultHost vault) {
        List<RunbookValue> used = new ArrayList<>(ALWAYS);
        if (!vault.isManagedHsm()) {
            used.addAll(TO_MAKE_A_VAULT);
        }
        used.addAll(origin.required());
        used.addAll(origin.optional());
        used.add(RunbookValue.REGION_URL);
        used.add(RunbookValue.LOG_STORAGE);
        if (!vault.isManagedHsm()) {
            used.add(RunbookValue.ALLOWED_IPS);
        }
        used.add(RunbookValue.SECOND_VAULT_URL);
        used.add(RunbookValue.OLD_KEY_URL);
        return used;
    }

    private static void requireSecond(VaultHost vault, String second)
            throws MalformedIdentifierException {
        if (second.isEmpty()) {
            return;
        }
        VaultHost other = VaultHost.parseUrl(second);
        if (other.equals(vault) || other.isManagedHsm() != vault.isManagedHsm()) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM,
                    "the second vault cannot be " + other + ", since the first is " + vault,
                    "give two different vaults, or two different Managed HSMs");
        }
    }

    private static void requireScheme(RunbookOrigin origin, String source)
            throws MalformedIdentifierException {
        String scheme = origin.sourceScheme().orElse("");
        if (!source.startsWith(scheme)) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM,
                    "the key source for the origin "
                            + origin.optionName()
                            + " must begin with "
                            + scheme
                            + ": "
                            + source,
                    "check the origin and the key source");
        }
    }

    /** Returns the script; it ends with a line break. */
    public String script(Shell shell) {
        return script(shell, parts(shell, origin.transferPart()), values.keySet());
    }

    /**
     * Returns the script for the connected host where an HSM is on another: it waits for what
     * {@link #hsmScript} makes there.
     *
     * @throws RefusedException if the key is not from an HSM
     */
    public String connectedScript(Shell shell) throws RefusedException {
        requireHsm();
        Set<RunbookValue> used = EnumSet.copyOf(values.keySet());
        used.removeAll(List.of(RunbookValue.KEY_SOURCE, RunbookValue.PIN_FILE));
        return script(shell, parts(shell, "await-hsm"), used);
    }

    /**
     * Returns the script for the host of an HSM that {@link #connectedScript} waits for: it needs
     * neither network nor sign-in.
     *
     * @throws RefusedException if the key is not from an HSM
     */
    public String hsmScript(Shell shell) throws RefusedException {
        requireHsm();
        return script(
                shell,
                List.of("begin-hsm", "steps", "require-hsm", origin.transferPart(), "end-hsm"),
                Set.of(RunbookValue.VAULT_URL, RunbookValue.KEY_SOURCE, RunbookValue.PIN_FILE));
    }

    private void requireHsm() throws RefusedException {
        if (origin != RunbookOrigin.HSM) {
            throw new RefusedException(
                    Reason.OPTIONS_CONFLICT,
                    "the origin " + origin.optionName() + " has no HSM on a host of its own",
                    "make one script, or choose the origin hsm");
        }
    }

    private String script(Shell shell, List<String> parts, Set<RunbookValue> used) {
        Arguments.notNull("shell", shell);
        String script = joined(shell, parts);
        return script.replace("@title@", "keyhaul tenant runbook: " + origin.title())
                .replace("@steps@", Integer.toString(steps(shell, script)))
                .replace("@tenant-key@", joined(Shell.PWSH, tenantKeyParts()))
                .replace("@values@", assignments(shell, used));
    }

    private static String joined(Shell shell, List<String> parts) {
        return parts.stream().map(part -> template(shell, part)).collect(Collectors.joining("\n"));
    }

    private static int steps(Shell shell, String script) {
        return (int) script.lines().filter(line -> line.startsWith(shell.step())).count();
    }

    private List<String> parts(Shell shell, String transfer) {
        String place = managedHsm ? "managed-hsm" : "vault";
        List<String> parts = new ArrayList<>();
        parts.addAll(
                List.of(
                        "begin",
                        "steps",
                        "keys",
                        "access-" + place,
                        "sign-in",
                        "revoke",
                        "retire"));
        parts.addAll(List.of("make-" + place, "guard"));
        if (origin.hasKek()) {
            // Nothing that can fail stands between the proof and the KEK's end.
            parts.addAll(List.of("kek", transfer, "import-blob"));
        } else {
            parts.add(transfer);
        }
        parts.addAll(List.of("authorise", "check"));
        if (shell == Shell.PWSH) {
            parts.addAll(tenantKeyParts());
        }
        parts.add("activate");
        return parts;
    }

    /** These are PowerShell in every runbook: the service has no other interface. */
    private List<String> tenantKeyParts() {
        return List.of("tenant-key", origin == RunbookOrigin.AD_RMS ? "use-key-ad-rms" : "use-key");
    }

    private String assignments(Shell shell, Set<RunbookValue> used) {
        return values.entrySet().stream()
                .filter(value -> used.contains(value.getKey()))
                .map(value -> shell.assignment(value.getKey(), value.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String template(Shell shell, String part) {
        String name = shell.template(part);
        return ResourceText.read(Runbook.class.getResourceAsStream(name), name);
    }
}
