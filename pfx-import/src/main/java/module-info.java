/** Keys from and to PKCS#12 (PFX) files. */
module dev.keyhaul.pfx {
    requires static transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;

    exports dev.keyhaul.pfx;
}
