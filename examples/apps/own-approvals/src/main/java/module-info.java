/** A store that carries approvals. */
module com.example.approvals {
    requires dev.keyhaul.ceremony;
}
