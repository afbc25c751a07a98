package dev.keyhaul.localvault.server;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.access.PermissionModel;
import dev.keyhaul.localvault.access.TokenHolder;
import dev.keyhaul.localvault.audit.AuditLog;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.util.Locale;
import java.util.UUID;

/** Lets callers do what they were granted, and refuses the rest as the service does. */
public record Permissions(PermissionModel model, UUID subscription, String geography) {
    /** The directory that this server plays. */
    static final UUID TENANT = new UUID(0, 0);

    void require(TokenHolder caller, RoutedRequest call, VaultHost host) throws RefusedRequest {
        if (caller.may(call.operation())) {
            return;
        }
        // A Managed HSM has roles of its own, and no access policies.
        throw model == PermissionModel.RBAC || host.isManagedHsm()
                ? byRole(caller, call, host)
                : byPolicy(caller, call, host);
    }

    private RefusedRequest byRole(TokenHolder caller, RoutedRequest call, VaultHost host) {
        String resource = AuditLog.resourceId(subscription, host).toLowerCase(Locale.ROOT);
        return RefusedRequest.forbidden(
                "ForbiddenByRbac",
                "caller is not authorized to perform action on resource.\r\nCaller: "
                        + caller.caller(TENANT)
                        + "\r\nAction: 'Microsoft.KeyVault/"
                        + (host.isManagedHsm() ? "managedHsm" : "vaults")
                        + "/keys/"
                        + call.operation().action()
                        + "'\r\nResource: '"
                        + resource
                        + call.path()
                        + "'\r\nAssignment: (not found)\r\nVault: "
                        + named(host));
    }

    private RefusedRequest byPolicy(TokenHolder caller, RoutedRequest call, VaultHost host) {
        return RefusedRequest.forbidden(
                "AccessDenied",
                "the application '"
                        + caller.caller(TENANT)
                        + "' does not have keys "
                        + call.operation().permission()
                        + " permission on key vault '"
                        + named(host)
                        + "'");
    }

    /** The refusal of a vault's firewall, which this server plays on demand. */
    RefusedRequest byFirewall(TokenHolder caller, String clientAddress, VaultHost host) {
        return RefusedRequest.forbidden(
                "ForbiddenByFirewall",
                "client address is not authorized and caller is not a trusted service.\r\n"
                        + "Client address: "
                        + clientAddress
                        + "\r\nCaller: "
                        + caller.caller(TENANT)
                        + "\r\nVault: "
                        + named(host));
    }

    private String named(VaultHost host) {
        return host.name() + ";location=" + geography;
    }
}
