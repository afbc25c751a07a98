/**
 * Keys from AD RMS: trusted publishing domains, server licensor certificates and Windows blobs.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-ad-rms-migration}.
 */
module dev.keyhaul.adrms {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires dev.keyhaul.pfx;
    requires transitive dev.keyhaul.tenant;
    requires java.xml;

    exports dev.keyhaul.adrms.slc;
    exports dev.keyhaul.adrms.tpd;
}
