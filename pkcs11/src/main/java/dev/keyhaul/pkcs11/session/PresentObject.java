package dev.keyhaul.pkcs11.session;

import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An object that a search found, with what was read of it: the only way from a search to a handle.
 *
 * <p>Other threads and other processes destroy objects between a search and a read, and a token may
 * answer that with any code (SoftHSM: CKR_OBJECT_HANDLE_INVALID, CKR_GENERAL_ERROR,
 * CKR_ATTRIBUTE_VALUE_INVALID). So a read that fails is an error only if the token still finds the
 * object; one that is gone is left out. A listing reads one that is found again: SoftHSM cannot
 * read an object while another thread writes it.
 *
 * @param handle its handle
 * @param values the attributes that were asked for, those that it has and shows
 */
public record PresentObject(long handle, AttributeValues values) {
    private static final int MOST_READS = 5;

    /** Returns what a search finds, read. */
    static List<PresentObject> find(
            Cryptoki cryptoki, long session, Template template, long... types) throws CkrException {
        return read(cryptoki, session, template, cryptoki.findObjects(session, template), types);
    }

    /** Returns the handles alone, to be read later, or compared. */
    static Set<Long> handles(Cryptoki cryptoki, long session, Template template)
            throws CkrException {
        return Set.copyOf(cryptoki.findObjects(session, template));
    }

    /** Reads objects that a search has found; leaves out what is gone. */
    static List<PresentObject> read(
            Cryptoki cryptoki,
            long session,
            Template template,
            Collection<Long> handles,
            long... types)
            throws CkrException {
        List<PresentObject> present = new ArrayList<>();
        for (long handle : handles) {
            read(cryptoki, session, template, handle, 1, types).ifPresent(present::add);
        }
        return present;
    }

    /** The same for a listing, which must not fail for an object that nobody asked for by name. */
    static List<PresentObject> list(
            Cryptoki cryptoki, long session, Template template, long... types) throws CkrException {
        List<PresentObject> present = new ArrayList<>();
        for (long handle : cryptoki.findObjects(session, template)) {
            read(cryptoki, session, template, handle, MOST_READS, types).ifPresent(present::add);
        }
        return present;
    }

    /** The same, where an object that cannot be read counts as one that shows nothing. */
    static List<PresentObject> findEvenUnreadable(
            Cryptoki cryptoki, long session, Template template, long... types) throws CkrException {
        List<PresentObject> present = new ArrayList<>();
        for (long handle : cryptoki.findObjects(session, template)) {
            try {
                read(cryptoki, session, template, handle, 1, types).ifPresent(present::add);
            } catch (CkrException | RuntimeException e) {
                present.add(new PresentObject(handle, new AttributeValues(Map.of())));
            }
        }
        return present;
    }

    private static Optional<PresentObject> read(
            Cryptoki cryptoki,
            long session,
            Template template,
            long handle,
            int mostReads,
            long... types)
            throws CkrException {
        for (int reads = 1; ; reads++) {
            try {
                return Optional.of(
                        new PresentObject(
                                handle, cryptoki.getAttributeValue(session, handle, types)));
            } catch (CkrException e) {
                if (!cryptoki.findObjects(session, template).contains(handle)) {
                    return Optional.empty();
                }
                if (reads == mostReads) {
                    throw e;
                }
            }
        }
    }
}
