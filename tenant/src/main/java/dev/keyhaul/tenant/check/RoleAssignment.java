package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;
import java.util.List;

/**
 * A role assigned to a principal, in a Managed HSM or on a vault.
 *
 * @param principalId the object ID of who has it
 * @param roleId the role's ID, a GUID
 * @param roleName the role's name
 * @param scope where: {@code /keys/NAME} in a Managed HSM, a resource's ID on a vault
 * @since 0.1.0
 */
public record RoleAssignment(String principalId, String roleId, String roleName, String scope) {
    public RoleAssignment {
        Arguments.notNull("principalId", principalId, "roleId", roleId, "roleName", roleName);
        Arguments.notNull("scope", scope);
    }

    /**
     * Reads the JSON of {@code az keyvault role assignment list} (a Managed HSM), or of {@code az
     * role assignment list} (a vault).
     *
     * @throws MalformedInputException when it is anything else
     */
    public static List<RoleAssignment> parseList(byte[] utf8Json) throws MalformedInputException {
        return JsonObject.parseList(utf8Json, RoleAssignment::of);
    }

    private static RoleAssignment of(JsonObject assignment) throws MalformedInputException {
        String definition = assignment.string("roleDefinitionId");
        String roleId = definition.substring(definition.lastIndexOf('/') + 1);
        String name = AzJson.nameIn(assignment, "roleName", "roleDefinitionName");
        return new RoleAssignment(
                assignment.string("principalId"),
                roleId,
                assignment.optionalString(name).orElse(roleId),
                assignment.string("scope"));
    }
}
