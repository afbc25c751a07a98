package dev.keyhaul.pkcs11.iaik;

import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_OAEP_PARAMS;

/**
 * Our templates and mechanisms as the wrapper's.
 *
 * <p>Only types that its native code knows are handed over: for any other object it looks for an
 * exception class that its jar does not hold, and aborts the JVM.
 */
final class WrapperValues {
    /** CKZ_DATA_SPECIFIED: the label comes with the parameter. */
    private static final long DATA_SPECIFIED = 1;

    private WrapperValues() {}

    static CK_ATTRIBUTE[] attributes(Template template) {
        return template.attributes().stream()
                .map(WrapperValues::attribute)
                .toArray(CK_ATTRIBUTE[]::new);
    }

    /** Returns attributes without values, to be read. */
    static CK_ATTRIBUTE[] unread(long... types) {
        CK_ATTRIBUTE[] attributes = new CK_ATTRIBUTE[types.length];
        for (int i = 0; i < types.length; i++) {
            attributes[i] = new CK_ATTRIBUTE();
            attributes[i].type = types[i];
        }
        return attributes;
    }

    private static CK_ATTRIBUTE attribute(Attribute attribute) {
        CK_ATTRIBUTE result = new CK_ATTRIBUTE();
        result.type = attribute.type();
        if (attribute instanceof Attribute.Flag flag) {
            result.pValue = flag.value();
        } else if (attribute instanceof Attribute.Ulong number) {
            result.pValue = number.value();
        } else if (attribute instanceof Attribute.Nested nested) {
            result.pValue = attributes(nested.value());
        } else {
            result.pValue = ((Attribute.Bytes) attribute).value();
        }
        return result;
    }

    static CK_MECHANISM mechanism(Mechanism mechanism) {
        CK_MECHANISM result = new CK_MECHANISM();
        result.mechanism = mechanism.type();
        if (mechanism.parameter() instanceof Mechanism.Oaep oaep) {
            result.pParameter = parameter(oaep);
        } else if (mechanism.parameter() instanceof Mechanism.Raw raw) {
            result.pParameter = raw.value();
        }
        return result;
    }

    private static CK_RSA_PKCS_OAEP_PARAMS parameter(Mechanism.Oaep oaep) {
        CK_RSA_PKCS_OAEP_PARAMS parameter = new CK_RSA_PKCS_OAEP_PARAMS();
        parameter.hashAlg = oaep.hashAlgorithm();
        parameter.mgf = oaep.maskGeneration();
        parameter.source = DATA_SPECIFIED;
        return parameter;
    }
}
