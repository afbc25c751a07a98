/**
 * The place for keys from AD RMS: trusted publishing domains, SLCs and CryptoAPI blobs. It has no
 * features yet.
 */
module dev.keyhaul.adrms {
    requires static transitive org.jspecify;
}
