package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

/** What must hold at the end of a runbook, or of an example. */
final class Finished {
    private Finished() {}

    static void require(After after, String script) {
        String said = String.join("\n", after.output());
        assertThat(after.exit()).as(said).isZero();
        assertThat(after.versions("tenant")).as(said).hasSize(1);
        assertThat(after.enabled("tenant")).as(said).containsExactly(Scene.PROVEN);
        assertThat(after.enabled("ceremony-1")).as(said).isEmpty();
        if (Stage.EXAMPLES.contains(script)) {
            return;
        }
        assertThat(after.has("access")).as(said).isTrue();
        assertThat(after.tenantKeys()).as(said).hasSize(2);
        assertThat(after.tenantKeys()).as(said).filteredOn(Finished::isNew).hasSize(1);
        assertThat(after.lastLine())
                .isEqualTo(
                        "tenant key: %s/%s is active. Keep this folder, where proof.json names the"
                                + " version, and %s.",
                        Stage.keyUrl(Stage.place(script)), Scene.PROVEN, keep(script));
    }

    /** The stand-in for PowerShell in a shell's part writes less of the key. */
    private static boolean isNew(String tenantKey) {
        return tenantKey.equals("Active")
                || tenantKey.matches("Active CustomerManaged https://.*/tenant/[0-9a-f]{32}");
    }

    private static String keep(String script) {
        if (script.startsWith("hsm")) {
            return "the key in the HSM, or its master copy";
        }
        if (script.startsWith("master-copy")) {
            return "the store of master copies, and the old key, enabled, until it is retired";
        }
        if (script.startsWith("ad-rms")) {
            return "the TPD with its key and its password";
        }
        return script.startsWith("pfx")
                ? "the PFX file and its password"
                : "nothing else: there is no copy of this key";
    }
}
