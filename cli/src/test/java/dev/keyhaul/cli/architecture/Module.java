package dev.keyhaul.cli.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;

/** The modules by their packages, and what each may see. */
enum Module {
    CORE("dev.keyhaul.core"),
    PKCS11("dev.keyhaul.pkcs11"),
    PFX_IMPORT("dev.keyhaul.pfx"),
    TENANT("dev.keyhaul.tenant"),
    AD_RMS_MIGRATION("dev.keyhaul.adrms"),
    BACKUP("dev.keyhaul.backup"),
    CEREMONY("dev.keyhaul.ceremony"),
    BATCH("dev.keyhaul.batch"),
    KEY_VAULT("dev.keyhaul.keyvault"),
    LOCAL_VAULT("dev.keyhaul.localvault"),
    WORKFLOW("dev.keyhaul.workflow"),
    USAGE_AUDIT("dev.keyhaul.usageaudit"),
    PKCS11_IAIK("dev.keyhaul.pkcs11.iaik"),
    CLI("dev.keyhaul.cli");

    private final String packageName;

    Module(String packageName) {
        this.packageName = packageName;
    }

    boolean maySee(Module other) {
        return sees().contains(other);
    }

    private Set<Module> sees() {
        return switch (this) {
            case CLI -> EnumSet.allOf(Module.class);
            case PKCS11_IAIK -> EnumSet.of(CORE, PKCS11, PKCS11_IAIK);
            case BACKUP -> EnumSet.of(CORE, PKCS11, PFX_IMPORT, BATCH, BACKUP);
            case BATCH -> EnumSet.of(CORE, KEY_VAULT, BATCH);
            case WORKFLOW ->
                    EnumSet.of(
                            CORE, PKCS11, PFX_IMPORT, BACKUP, BATCH, CEREMONY, KEY_VAULT, WORKFLOW);
            case AD_RMS_MIGRATION -> EnumSet.of(CORE, PFX_IMPORT, TENANT, AD_RMS_MIGRATION);
            case USAGE_AUDIT -> EnumSet.of(CORE, CEREMONY, USAGE_AUDIT);
            default -> EnumSet.of(CORE, this);
        };
    }

    /** The module of the longest package that holds the class. */
    static Module of(JavaClass candidate) {
        String name = candidate.getPackageName() + ".";
        return Arrays.stream(values())
                .filter(module -> name.startsWith(module.packageName + "."))
                .max(Comparator.comparingInt(module -> module.packageName.length()))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no module has "
                                                + candidate.getName()
                                                + ": list the new one here, with what it may see"));
    }

    static boolean isOurs(JavaClass candidate) {
        return candidate.getPackageName().startsWith("dev.keyhaul");
    }
}
