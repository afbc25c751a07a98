package dev.keyhaul.pfx;

import dev.keyhaul.core.argument.Arguments;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * What a key or certificate is called in its file: the bag attributes of RFC 2985 §5.5.
 *
 * @param alias its friendlyName
 * @param localKeyId its localKeyID in hex; a key and its certificate have the same
 * @since 0.1.0
 */
public record PfxNames(Optional<String> alias, Optional<String> localKeyId) {
    static final PfxNames NONE = new PfxNames(Optional.empty(), Optional.empty());

    public PfxNames {
        Arguments.notNull("alias", alias, "localKeyId", localKeyId);
    }

    static PfxNames of(@Nullable ASN1Set attributes) {
        PfxNames names = NONE;
        if (attributes == null) {
            return names;
        }
        for (ASN1Encodable element : attributes) {
            names = names.with(Attribute.getInstance(element));
        }
        return names;
    }

    private PfxNames with(Attribute attribute) {
        if (attribute.getAttrValues().size() != 1) {
            return this;
        }
        ASN1Encodable value = attribute.getAttrValues().getObjectAt(0);
        if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_friendlyName)) {
            return new PfxNames(
                    Optional.of(ASN1BMPString.getInstance(value).getString()), localKeyId);
        } else if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_localKeyId)) {
            byte[] id = ASN1OctetString.getInstance(value).getOctets();
            return new PfxNames(alias, Optional.of(HexFormat.of().formatHex(id)));
        }
        return this;
    }

    boolean include(String name) {
        return alias.filter(name::equals).isPresent()
                || localKeyId.filter(name::equalsIgnoreCase).isPresent();
    }

    boolean sharesKeyIdWith(PfxNames other) {
        return localKeyId.isPresent() && localKeyId.equals(other.localKeyId);
    }

    /** Returns both, for lists. */
    String describe() {
        return alias.map(name -> "'" + name + "'").orElse("without alias")
                + localKeyId.map(id -> " (localKeyID " + id + ")").orElse("");
    }
}
