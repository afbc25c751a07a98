/** A recipient of master copies. */
module com.example.recipient {
    requires dev.keyhaul.backup;
}
