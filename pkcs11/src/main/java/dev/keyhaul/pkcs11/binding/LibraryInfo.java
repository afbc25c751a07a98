package dev.keyhaul.pkcs11.binding;

import dev.keyhaul.core.argument.Arguments;

/**
 * CK_INFO: who made the module.
 *
 * @param cryptokiVersion the version of PKCS#11 that it speaks
 * @param manufacturer its maker, without padding
 * @param description what it calls itself, without padding
 * @param libraryVersion its own version
 * @since 0.1.0
 */
public record LibraryInfo(
        Version cryptokiVersion, String manufacturer, String description, Version libraryVersion) {
    public LibraryInfo {
        Arguments.notNull("cryptokiVersion", cryptokiVersion, "manufacturer", manufacturer);
        Arguments.notNull("description", description, "libraryVersion", libraryVersion);
    }
}
