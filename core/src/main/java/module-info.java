/** Keys, wrapping, transfer blobs and master copies: the domain. */
module dev.keyhaul.core {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;

    exports dev.keyhaul.core.approval;
    exports dev.keyhaul.core.backup;
    exports dev.keyhaul.core.backup.evidence;
    exports dev.keyhaul.core.backup.journal;
    exports dev.keyhaul.core.backup.manifest;
    exports dev.keyhaul.core.backup.recipient;
    exports dev.keyhaul.core.backup.shares;
    exports dev.keyhaul.core.batch;
    exports dev.keyhaul.core.byok;
    exports dev.keyhaul.core.byok.lint;
    exports dev.keyhaul.core.ceremony;
    exports dev.keyhaul.core.file;
    exports dev.keyhaul.core.json;
    exports dev.keyhaul.core.key;
    exports dev.keyhaul.core.keywrap;
    exports dev.keyhaul.core.pbe;
    exports dev.keyhaul.core.secret;
    exports dev.keyhaul.core.tenant;
    exports dev.keyhaul.core.tenant.check;
    exports dev.keyhaul.core.tenant.runbook;
    exports dev.keyhaul.core;
}
