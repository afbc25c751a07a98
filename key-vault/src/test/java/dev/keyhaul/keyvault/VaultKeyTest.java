package dev.keyhaul.keyvault;

import dev.keyhaul.core.fixture.SchemaMembers;
import org.junit.jupiter.api.Test;

class VaultKeyTest {
    @Test
    void attributesInAReport_areThoseOfItsSchema() throws Exception {
        SchemaMembers.requireSameShared(VaultKey.Attributes.form(), "vault_attributes");
    }
}
