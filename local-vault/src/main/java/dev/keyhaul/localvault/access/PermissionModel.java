package dev.keyhaul.localvault.access;

/** How a vault decides who may do what; it shows in the refusal alone. */
public enum PermissionModel {
    /** Roles, as new vaults have it. */
    RBAC,
    /** Access policies. */
    POLICY
}
