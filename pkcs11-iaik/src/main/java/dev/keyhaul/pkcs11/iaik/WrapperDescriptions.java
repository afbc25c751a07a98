package dev.keyhaul.pkcs11.iaik;

import dev.keyhaul.pkcs11.binding.LibraryInfo;
import dev.keyhaul.pkcs11.binding.MechanismDescription;
import dev.keyhaul.pkcs11.binding.SlotDescription;
import dev.keyhaul.pkcs11.binding.TokenDescription;
import dev.keyhaul.pkcs11.binding.Version;
import iaik.pkcs.pkcs11.wrapper.CK_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_SLOT_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_TOKEN_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_VERSION;

/** The wrapper's descriptions of modules, slots, tokens and mechanisms as ours. */
final class WrapperDescriptions {
    private WrapperDescriptions() {}

    static LibraryInfo library(CK_INFO info) {
        return new LibraryInfo(
                version(info.cryptokiVersion),
                text(info.manufacturerID),
                text(info.libraryDescription),
                version(info.libraryVersion));
    }

    static SlotDescription slot(CK_SLOT_INFO info) {
        return new SlotDescription(
                text(info.slotDescription), text(info.manufacturerID), info.flags);
    }

    static TokenDescription token(CK_TOKEN_INFO info) {
        return new TokenDescription(
                text(info.label),
                text(info.manufacturerID),
                text(info.model),
                text(info.serialNumber),
                info.flags,
                info.ulSessionCount,
                TokenDescription.lesserLimit(info.ulMaxSessionCount, info.ulMaxRwSessionCount),
                info.ulMinPinLen,
                info.ulMaxPinLen,
                version(info.hardwareVersion),
                version(info.firmwareVersion));
    }

    static MechanismDescription mechanism(CK_MECHANISM_INFO info) {
        return new MechanismDescription(info.ulMinKeySize, info.ulMaxKeySize, info.flags);
    }

    /** Some modules pad with zeros instead of blanks, or end the text with one. */
    private static String text(char[] padded) {
        String text = new String(padded);
        int zero = text.indexOf('\0');
        return (zero < 0 ? text : text.substring(0, zero)).stripTrailing();
    }

    private static Version version(CK_VERSION version) {
        return new Version(Byte.toUnsignedInt(version.major), Byte.toUnsignedInt(version.minor));
    }
}
