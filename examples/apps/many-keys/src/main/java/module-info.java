/** Wraps every key of an inventory. */
module com.example.manykeys {
    // Brings dev.keyhaul.core along.
    requires dev.keyhaul.batch;
}
