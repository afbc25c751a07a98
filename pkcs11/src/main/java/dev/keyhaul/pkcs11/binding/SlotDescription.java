package dev.keyhaul.pkcs11.binding;

import dev.keyhaul.core.argument.Arguments;

/**
 * CK_SLOT_INFO.
 *
 * @param description the slot, without padding
 * @param manufacturer its maker, without padding
 * @param flags {@code CKF_…} of slots
 * @since 0.1.0
 */
public record SlotDescription(String description, String manufacturer, long flags) {
    public SlotDescription {
        Arguments.notNull("description", description, "manufacturer", manufacturer);
    }
}
