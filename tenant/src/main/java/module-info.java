/**
 * What Azure Information Protection requires of its key: checks, regions and runbooks.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-tenant}.
 */
module dev.keyhaul.tenant {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;

    exports dev.keyhaul.tenant;
}
