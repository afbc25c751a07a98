/** A source of keys for applications and, in the folder {@code sources}, for the command line. */
module com.example.kms {
    requires dev.keyhaul.core;
    requires java.net.http;

    exports com.example.kms;

    provides dev.keyhaul.core.source.KeySource with
            com.example.kms.KmsSource;
}
