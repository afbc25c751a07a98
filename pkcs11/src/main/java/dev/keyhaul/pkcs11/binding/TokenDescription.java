package dev.keyhaul.pkcs11.binding;

/**
 * CK_TOKEN_INFO, as far as Keyhaul looks at it.
 *
 * @param label the label, without padding
 * @param manufacturer the maker, without padding
 * @param model the model, without padding
 * @param serial the serial number, without padding
 * @param flags {@code CKF_…} of tokens
 * @param sessionCount the open sessions of this process, where the token counts them
 * @param minPinLength the least number of bytes in a PIN
 * @param maxPinLength the greatest number of bytes in a PIN
 * @param hardwareVersion the version of the hardware
 * @param firmwareVersion the version of the firmware
 */
public record TokenDescription(
        String label,
        String manufacturer,
        String model,
        String serial,
        long flags,
        long sessionCount,
        long minPinLength,
        long maxPinLength,
        Version hardwareVersion,
        Version firmwareVersion) {}
