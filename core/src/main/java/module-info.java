/**
 * Keys, wrapping and transfer blobs: what every caller needs.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-core}.
 */
module dev.keyhaul.core {
    requires transitive org.jspecify;
    requires com.fasterxml.jackson.core;

    exports dev.keyhaul.core;
    exports dev.keyhaul.core.argument to
            dev.keyhaul.adrms,
            dev.keyhaul.backup,
            dev.keyhaul.batch,
            dev.keyhaul.ceremony,
            dev.keyhaul.keyvault,
            dev.keyhaul.localvault,
            dev.keyhaul.pfx,
            dev.keyhaul.pkcs11,
            dev.keyhaul.pkcs11.iaik,
            dev.keyhaul.tenant,
            dev.keyhaul.usageaudit,
            dev.keyhaul.workflow;
    exports dev.keyhaul.core.byok;
    exports dev.keyhaul.core.byok.lint;
    exports dev.keyhaul.core.der to
            dev.keyhaul.adrms,
            dev.keyhaul.backup,
            dev.keyhaul.localvault,
            dev.keyhaul.pfx,
            dev.keyhaul.pkcs11,
            dev.keyhaul.workflow;
    exports dev.keyhaul.core.event;
    exports dev.keyhaul.core.evidence;
    exports dev.keyhaul.core.file to
            dev.keyhaul.adrms,
            dev.keyhaul.backup,
            dev.keyhaul.batch,
            dev.keyhaul.ceremony,
            dev.keyhaul.keyvault,
            dev.keyhaul.localvault,
            dev.keyhaul.pfx,
            dev.keyhaul.pkcs11,
            dev.keyhaul.tenant,
            dev.keyhaul.usageaudit,
            dev.keyhaul.workflow;
    exports dev.keyhaul.core.host to
            dev.keyhaul.backup,
            dev.keyhaul.localvault,
            dev.keyhaul.pfx,
            dev.keyhaul.pkcs11;
    exports dev.keyhaul.core.json to
            dev.keyhaul.adrms,
            dev.keyhaul.backup,
            dev.keyhaul.batch,
            dev.keyhaul.ceremony,
            dev.keyhaul.keyvault,
            dev.keyhaul.localvault,
            dev.keyhaul.pfx,
            dev.keyhaul.pkcs11,
            dev.keyhaul.tenant,
            dev.keyhaul.usageaudit,
            dev.keyhaul.workflow;
    exports dev.keyhaul.core.key;
    exports dev.keyhaul.core.keywrap to
            dev.keyhaul.backup,
            dev.keyhaul.batch,
            dev.keyhaul.keyvault,
            dev.keyhaul.localvault,
            dev.keyhaul.pkcs11;
    exports dev.keyhaul.core.localvault to
            dev.keyhaul.keyvault,
            dev.keyhaul.localvault;
    exports dev.keyhaul.core.notice to
            dev.keyhaul.batch,
            dev.keyhaul.keyvault,
            dev.keyhaul.pkcs11;
    exports dev.keyhaul.core.page to
            dev.keyhaul.adrms,
            dev.keyhaul.ceremony,
            dev.keyhaul.tenant,
            dev.keyhaul.usageaudit;
    exports dev.keyhaul.core.report to
            dev.keyhaul.backup,
            dev.keyhaul.ceremony,
            dev.keyhaul.pfx,
            dev.keyhaul.workflow;
    exports dev.keyhaul.core.secret;
    exports dev.keyhaul.core.source;
    exports dev.keyhaul.core.uri to
            dev.keyhaul.ceremony,
            dev.keyhaul.pkcs11;

    uses dev.keyhaul.core.source.KeySource;
}
