/**
 * Many keys in one run: manifest, journal and workers.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-batch}.
 */
module dev.keyhaul.batch {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;

    exports dev.keyhaul.batch;
    exports dev.keyhaul.batch.destination;
    exports dev.keyhaul.batch.manifest;
}
