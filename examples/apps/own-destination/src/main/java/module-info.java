/** A destination of a batch. */
module com.example.destination {
    requires dev.keyhaul.batch;
}
