/** The place for keys from and to PKCS#12 (PFX) files. It has no features yet. */
module dev.keyhaul.pfx {
    requires static transitive org.jspecify;
}
