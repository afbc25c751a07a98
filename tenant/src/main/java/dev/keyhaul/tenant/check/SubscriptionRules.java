package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.SUBSCRIPTION_OFFER;
import static dev.keyhaul.tenant.check.Prerequisite.SUBSCRIPTION_STATE;
import static dev.keyhaul.tenant.check.Prerequisite.SUBSCRIPTION_TENANT;

import dev.keyhaul.core.page.ShellCommand;
import java.util.List;
import java.util.Optional;

/** The subscription, and the tenant that it and the vault belong to. */
record SubscriptionRules(TenantFacts facts, AzCommands az) {
    private static final String SHOW = "az account show";
    private static final String NOT_GIVEN = "the subscription's JSON was not given";

    /** What az calls a sign-in without any subscription. */
    private static final String NO_SUBSCRIPTION = "N/A(tenant level account)";

    /** Names of the free subscription that came with Office 365; the second is [assumed]. */
    private static final List<String> ENTRA_ONLY =
            List.of("Access to Azure Active Directory", "Access to Microsoft Entra ID");

    static List<TenantFinding> judge(TenantFacts facts, AzCommands az) {
        SubscriptionRules rules = new SubscriptionRules(facts, az);
        return List.of(rules.state(), rules.offer(), rules.tenant());
    }

    private TenantFinding state() {
        if (facts.az().subscription().isEmpty()) {
            return TenantFinding.unknown(SUBSCRIPTION_STATE, NOT_GIVEN, SHOW);
        }
        SubscriptionFacts subscription = facts.az().subscription().get();
        Optional<String> holder = facts.az().vault().flatMap(AzVaultFacts::subscriptionId);
        if (holder.isPresent() && !holder.get().equalsIgnoreCase(subscription.id())) {
            return TenantFinding.unknown(
                    SUBSCRIPTION_STATE,
                    "the JSON is for a subscription other than the vault's",
                    ShellCommand.of(SHOW).words("--subscription").value(holder.get()).toString());
        }
        String reason = "the subscription is " + subscription.state();
        return switch (subscription.state()) {
            case "Enabled" -> TenantFinding.pass(SUBSCRIPTION_STATE, reason);
            case "Warned", "PastDue" ->
                    TenantFinding.warn(
                            SUBSCRIPTION_STATE,
                            reason + ": it will be disabled unless it is paid for",
                            "pay for it in the portal: Cost Management + Billing");
            default ->
                    TenantFinding.fail(
                            SUBSCRIPTION_STATE,
                            reason,
                            ShellCommand.of(
                                            "az extension add --name account; az account"
                                                    + " subscription enable --subscription-id")
                                    .value(subscription.id())
                                    .toString());
        };
    }

    /** az prints no offer; a subscription's name can be changed, so it shows the bad case only. */
    private TenantFinding offer() {
        if (facts.az().subscription().isEmpty()) {
            return TenantFinding.unknown(SUBSCRIPTION_OFFER, NOT_GIVEN, SHOW);
        }
        SubscriptionFacts subscription = facts.az().subscription().get();
        String name = subscription.name();
        if (name.equals(NO_SUBSCRIPTION) || ENTRA_ONLY.contains(name)) {
            return TenantFinding.fail(
                    SUBSCRIPTION_OFFER,
                    "'" + name + "' gives access to Entra only: no vault can be in it",
                    "az account set --subscription PAID   # one that is paid for, of this tenant");
        }
        boolean holdsVault =
                facts.az()
                        .vault()
                        .flatMap(AzVaultFacts::subscriptionId)
                        .filter(id -> id.equalsIgnoreCase(subscription.id()))
                        .isPresent();
        return holdsVault
                ? TenantFinding.pass(SUBSCRIPTION_OFFER, "the vault is in it")
                : TenantFinding.unknown(
                        SUBSCRIPTION_OFFER,
                        "az does not print the subscription's offer, and no vault was found in it",
                        az.showVault());
    }

    private TenantFinding tenant() {
        Optional<String> ofSubscription =
                facts.az().subscription().map(SubscriptionFacts::tenantId);
        Optional<String> ofVault = facts.az().vault().map(AzVaultFacts::tenantId);
        if (ofSubscription.isEmpty() && ofVault.isEmpty()) {
            return TenantFinding.unknown(SUBSCRIPTION_TENANT, NOT_GIVEN, SHOW);
        }
        if (facts.tenantId().isEmpty()) {
            return TenantFinding.unknown(
                    SUBSCRIPTION_TENANT,
                    "the tenant ID of Azure Information Protection was not given",
                    "(Get-AipServiceConfiguration).BPOSId");
        }
        String wanted = facts.tenantId().get();
        return other("the subscription", ofSubscription, wanted, login(wanted))
                .or(() -> other("the vault", ofVault, wanted, vaultFix(ofVault, wanted)))
                .orElseGet(() -> TenantFinding.pass(SUBSCRIPTION_TENANT, "one tenant: " + wanted));
    }

    /** Signing in to the wanted tenant again does not move the vault there. */
    private static String vaultFix(Optional<String> ofVault, String wanted) {
        return login(ofVault.orElse(wanted))
                + "   # if that is the tenant of Azure Information Protection; otherwise use a"
                + " vault of its tenant";
    }

    private static String login(String tenant) {
        return ShellCommand.of("az login --tenant").value(tenant).toString();
    }

    private static Optional<TenantFinding> other(
            String what, Optional<String> tenant, String wanted, String fix) {
        return tenant.filter(id -> !id.equalsIgnoreCase(wanted))
                .map(
                        id ->
                                TenantFinding.fail(
                                        SUBSCRIPTION_TENANT,
                                        what + " is of tenant " + id + ", not of " + wanted,
                                        fix));
    }
}
