package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.uri.TokenKeyName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key, or what opens master copies, as a plan names it. It has no place for a PKCS#11 module, for
 * the file of a secret, or for a path outside the plan's folder: those are the host's to say.
 *
 * @since 0.1.0
 */
public sealed interface PlannedSource {
    /** The schemes of files; what follows is a place, and perhaps a fingerprint and an alias. */
    Pattern FILE =
            Pattern.compile(
                    "([a-z][a-z0-9+.-]+):([^?#]+)(?:\\?expect=([0-9A-Za-z:-]{64,100}))?(?:#(\\P{Cc}{1,255}))?");

    /** What opens copies, and is no key. */
    Pattern PEOPLE = Pattern.compile("password|shares:([0-9]{1,3})/([0-9]{1,3})");

    /** The scheme of a certificate, which opens copies, and is no source of a key. */
    String CERTIFICATE = "rsa";

    /** The most shares of one set. */
    int MOST_SHARES = 100;

    /** Returns the text that a plan has. */
    String text();

    /** Returns the token's label, if it is in a token that has one. */
    default Optional<String> token() {
        return Optional.empty();
    }

    /** Returns the place of its file or store, if it is in one. */
    default Optional<PlannedPlace> place() {
        return Optional.empty();
    }

    /**
     * Returns the text that names it to a command on a host.
     *
     * @param there where its place is there, if it has one
     */
    default String on(Path there) {
        return text();
    }

    /** A key in a token. */
    record InToken(TokenKeyName name) implements PlannedSource {
        /** Returns the key's label. */
        public String label() {
            return name.object().orElse("");
        }

        @Override
        public String text() {
            return name.toString();
        }

        @Override
        public Optional<String> token() {
            return name.token();
        }
    }

    /**
     * A key in a file, or in a store.
     *
     * @param scheme what kind of file
     * @param itsPlace where it is
     * @param rest what follows, with its first character: a fingerprint, an alias
     */
    record InFile(String scheme, PlannedPlace itsPlace, String rest) implements PlannedSource {
        @Override
        public String text() {
            return scheme + ":" + itsPlace + rest;
        }

        @Override
        public Optional<PlannedPlace> place() {
            return Optional.of(itsPlace);
        }

        @Override
        public String on(Path there) {
            return scheme + ":" + there + rest;
        }
    }

    /** A password, or shares of a key. */
    record ForPeople(String text) implements PlannedSource {
        /** Refuses fewer than two shares that are needed, and more than there are. */
        public ForPeople {
            Matcher form = PEOPLE.matcher(text);
            if (!form.matches() || (form.group(1) != null && !isSet(form))) {
                throw new IllegalArgumentException(
                        "invalid "
                                + text
                                + ": of shares:M/N, M is 2 or more, and N is M to "
                                + MOST_SHARES);
            }
        }

        private static boolean isSet(Matcher shares) {
            int needed = Integer.parseInt(shares.group(1));
            int all = Integer.parseInt(shares.group(2));
            return needed >= 2 && needed <= all && all <= MOST_SHARES;
        }
    }

    /**
     * Reads the key that a plan names.
     *
     * @throws KeyTransferException if a plan cannot name it so
     */
    static PlannedSource parse(String text) throws KeyTransferException {
        if (TokenKeyName.isOne(text)) {
            TokenKeyName name = TokenKeyName.parse(text);
            if (name.token().isEmpty() || name.object().isEmpty()) {
                throw malformed("a plan names a key in a token by both labels");
            }
            return new InToken(name);
        }
        Matcher file = FILE.matcher(text);
        if (!file.matches()) {
            throw malformed("not a source that a plan can name");
        }
        if (file.group(3) != null) {
            Fingerprint.parse(file.group(3));
        }
        try {
            return new InFile(
                    file.group(1), new PlannedPlace(file.group(2)), text.substring(file.end(2)));
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads what opens the master copies.
     *
     * @throws KeyTransferException if a plan cannot name it so
     */
    static PlannedSource recipient(String text) throws KeyTransferException {
        return PEOPLE.matcher(text).matches() ? new ForPeople(text) : parse(text);
    }

    private static MalformedIdentifierException malformed(String what) {
        return new MalformedIdentifierException(
                Reason.SOURCE_FORM,
                what,
                "write pkcs11:token=NAME;object=LABEL, or pfx:place.NAME (also pem:, aes:, tpd:; for"
                        + " copies rsa:, password or shares:M/N) and"
                        + " place.NAME = /absolute/path in the settings of the host that has the file;"
                        + " if the text contains a secret, change it");
    }
}
