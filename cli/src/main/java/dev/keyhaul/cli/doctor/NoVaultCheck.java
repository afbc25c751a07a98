package dev.keyhaul.cli.doctor;

import java.util.function.Consumer;

/** Reports that no vault was asked, as on an air-gapped host. */
final class NoVaultCheck implements Check {
    @Override
    public String about() {
        return "vault";
    }

    @Override
    public void look(Consumer<Finding> found) {
        found.accept(
                Finding.unknown(
                        about(),
                        "not asked, nor who is signed in and with what role",
                        "on a connected host: keyhaul doctor --vault"
                                + " https://NAME.vault.azure.net"));
    }
}
