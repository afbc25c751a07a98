package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.util.ArrayList;
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
    /**
     * Reads the JSON of {@code az keyvault role assignment list} (a Managed HSM), or of {@code az
     * role assignment list} (a vault).
     *
     * @throws MalformedInputException when it is anything else
     */
    public static List<RoleAssignment> parseList(byte[] utf8Json) throws MalformedInputException {
        List<RoleAssignment> assignments = new ArrayList<>();
        for (JsonObject assignment : JsonObject.parseList(utf8Json)) {
            String definition = assignment.string("roleDefinitionId");
            String roleId = definition.substring(definition.lastIndexOf('/') + 1);
            assignments.add(
                    new RoleAssignment(
                            assignment.string("principalId"),
                            roleId,
                            assignment
                                    .optionalString(
                                            AzJson.nameIn(
                                                    assignment, "roleName", "roleDefinitionName"))
                                    .orElse(roleId),
                            assignment.string("scope")));
        }
        return assignments;
    }
}
