/**
 * Many keys in one run: manifest, journal and workers.
 *
 * <p>{@code dev.keyhaul.keyvault} is optional: only {@code dev.keyhaul.batch.keyvault} needs it. An
 * application that uses this package requires that module as well, and has its artifact.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-batch}.
 */
module dev.keyhaul.batch {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires static dev.keyhaul.keyvault;

    exports dev.keyhaul.batch;
    exports dev.keyhaul.batch.destination;
    exports dev.keyhaul.batch.keyvault;
    exports dev.keyhaul.batch.manifest;
}
