/**
 * Keys from and to PKCS#12 (PFX) files.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-pfx-import}.
 */
module dev.keyhaul.pfx {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;

    exports dev.keyhaul.pfx;
    exports dev.keyhaul.pfx.blob to
            dev.keyhaul.adrms;
    exports dev.keyhaul.pfx.pbe to
            dev.keyhaul.backup,
            dev.keyhaul.workflow;
}
