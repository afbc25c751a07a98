/**
 * Evidence of what was done: records, approvals and the report page.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-ceremony}.
 */
module dev.keyhaul.ceremony {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;

    exports dev.keyhaul.ceremony;
    exports dev.keyhaul.ceremony.approval;
    exports dev.keyhaul.ceremony.kek;
    exports dev.keyhaul.ceremony.page;
}
