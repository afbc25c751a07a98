package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.io.IOException;

/**
 * The one boundary at which an ASN.1 library reads what others wrote.
 *
 * <p>Lengths, nesting and the number of elements are checked first, so that the library neither
 * recurses deeply nor allocates what a length claims; whatever it throws becomes one checked error.
 *
 * <p>Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class Asn1Boundary {
    private Asn1Boundary() {}

    /**
     * What reads one encoded element with a library. Called by the calling thread, before the
     * method returns.
     *
     * @param <T> what it makes of it
     */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads the element; every access to a lazily parsed part belongs in here. */
        T read(byte[] encoded) throws KeyTransferException, IOException;
    }

    /**
     * Reads one BER or DER element.
     *
     * @param what it should be, for the message, such as {@code a PKCS#12 file}
     * @throws MalformedInputException when it is not that; without cause, since a parser's message
     *     may quote what it read
     * @throws KeyTransferException what {@code reader} throws
     */
    public static <T> T read(String what, byte[] encoded, Reader<T> reader)
            throws KeyTransferException {
        Arguments.notNull("what", what, "encoded", encoded, "reader", reader);
        BerFrame.require(what, encoded);
        try {
            return reader.read(encoded);
        } catch (IOException | RuntimeException e) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    "not " + what + ": its ASN.1 structure is not the expected one");
        }
    }
}
