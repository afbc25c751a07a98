package dev.keyhaul.adrms.tpd;

import dev.keyhaul.adrms.xml.Base64Text;
import dev.keyhaul.adrms.xml.ElementSpan;
import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.adrms.xml.XmlReader;
import dev.keyhaul.core.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The outer file: .NET's {@code XmlSerializer} form of an {@code ArrayList} with one item, whose
 * two fields are encrypted separately.
 */
final class EncryptedDomain {
    private static final String INFO = "m_strTrustedDocDomainInfo";
    private static final String KEY_DATA = "m_strKeyData";

    private final byte[] file;
    private final byte[] info;
    private final Optional<byte[]> keyData;
    private final boolean hasKeyElement;

    private EncryptedDomain(
            byte[] file, byte[] info, Optional<byte[]> keyData, boolean hasKeyElement) {
        this.file = file;
        this.info = info;
        this.keyData = keyData;
        this.hasKeyElement = hasKeyElement;
    }

    static EncryptedDomain parse(byte[] file) throws MalformedInputException {
        XmlElement domain =
                SerializedList.onlyItem(
                        XmlReader.parse(file, Set.of()), "EncryptedTrustedDocDomain");
        Optional<XmlElement> keyData = domain.optionalChild(KEY_DATA);
        return new EncryptedDomain(
                file,
                Base64Text.decode(domain.child(INFO).value(), INFO),
                keyData.isEmpty() || keyData.get().value().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Base64Text.decode(keyData.get().value(), KEY_DATA)),
                keyData.isPresent());
    }

    /** The domain's description, encrypted. */
    byte[] info() {
        return info.clone();
    }

    /** The private key, encrypted; empty for a keyless domain. */
    Optional<byte[]> keyData() {
        return keyData.map(byte[]::clone);
    }

    /** Whether there is a place for a private key, be it empty. */
    boolean hasKeyElement() {
        return hasKeyElement;
    }

    /** The file without the private key: every other byte stays as it is. */
    byte[] withoutKeyData() throws MalformedInputException {
        return hasKeyElement ? ElementSpan.find(file, KEY_DATA).remove(file) : file.clone();
    }

    /** The file without the private key, and with another description. */
    byte[] withoutKeyData(byte[] otherInfo) throws MalformedInputException {
        byte[] keyless = withoutKeyData();
        byte[] base64 =
                Base64.getEncoder().encodeToString(otherInfo).getBytes(StandardCharsets.US_ASCII);
        return ElementSpan.find(keyless, INFO).replaceContent(keyless, base64);
    }
}
