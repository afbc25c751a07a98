/** Keys from AD RMS: trusted publishing domains, server licensor certificates and Windows blobs. */
module dev.keyhaul.adrms {
    requires static transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires java.xml;

    exports dev.keyhaul.adrms.blob;
    exports dev.keyhaul.adrms.slc;
    exports dev.keyhaul.adrms.tpd;
}
