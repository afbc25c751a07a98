package dev.keyhaul.pkcs11.binding;

import dev.keyhaul.core.argument.Arguments;

/**
 * CK_TOKEN_INFO, as far as Keyhaul looks at it.
 *
 * @param label the label, without padding
 * @param manufacturer the maker, without padding
 * @param model the model, without padding
 * @param serial the serial number, without padding
 * @param flags {@code CKF_…} of tokens
 * @param sessionCount the open sessions of this process, where the token counts them
 * @param maxSessionCount how many sessions this process may have open at a time; 0 where the token
 *     does not tell, or sets no limit
 * @param minPinLength the least number of bytes in a PIN
 * @param maxPinLength the greatest number of bytes in a PIN
 * @param hardwareVersion the version of the hardware
 * @param firmwareVersion the version of the firmware
 * @since 0.1.0
 */
public record TokenDescription(
        String label,
        String manufacturer,
        String model,
        String serial,
        long flags,
        long sessionCount,
        long maxSessionCount,
        long minPinLength,
        long maxPinLength,
        Version hardwareVersion,
        Version firmwareVersion) {
    public TokenDescription {
        Arguments.notNull("label", label, "manufacturer", manufacturer, "model", model);
        Arguments.notNull("serial", serial, "hardwareVersion", hardwareVersion);
        Arguments.notNull("firmwareVersion", firmwareVersion);
    }

    /**
     * Returns the lesser of two limits, of all sessions and of those that may write.
     *
     * @param all ulMaxSessionCount
     * @param writing ulMaxRwSessionCount
     * @return the limit, as {@link #maxSessionCount} has it
     */
    public static long lesserLimit(long all, long writing) {
        if (isLimit(all) && isLimit(writing)) {
            return Math.min(all, writing);
        }
        return isLimit(all) ? all : isLimit(writing) ? writing : 0;
    }

    /** Neither CK_EFFECTIVELY_INFINITE nor CK_UNAVAILABLE_INFORMATION, of 32 bits or of 64. */
    private static boolean isLimit(long count) {
        return count > 0 && count < Integer.MAX_VALUE;
    }
}
