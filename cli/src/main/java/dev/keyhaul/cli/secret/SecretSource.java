package dev.keyhaul.cli.secret;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.SecretFile;
import dev.keyhaul.core.secret.Passphrase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where one secret comes from, as options name it; at most one way may be named. */
public final class SecretSource {
    private final String what;
    private final String fileOption;
    private final List<Reader> named;
    private final @Nullable KeptSecret kept;

    private SecretSource(
            String what, String fileOption, List<Reader> named, @Nullable KeptSecret kept) {
        this.what = what;
        this.fileOption = fileOption;
        this.named = List.copyOf(named);
        this.kept = kept;
    }

    /** Starts a source of {@code what}; {@code fileOption} is what a hint recommends. */
    public static Builder of(String what, String fileOption) {
        return new Builder(what, fileOption);
    }

    /** Tells whether an option names the secret. */
    public boolean isNamed() {
        return !named.isEmpty();
    }

    /** Returns the same source, read once: the secret is kept there, and given again from there. */
    public SecretSource keptIn(KeptSecret place) {
        return new SecretSource(what, fileOption, named, place);
    }

    /**
     * Reads the secret, or asks for it on the terminal when no option names it. A second call reads
     * a file or the environment again and asks again; a file descriptor cannot be read again.
     *
     * @param prompt what is asked for, such as {@code PIN of token 'hsm'}
     * @throws KeyTransferException when it cannot be read
     */
    public Passphrase read(String prompt) throws KeyTransferException {
        if (named.size() > 1) {
            throw new UsageException("the " + what + " is named twice", "give one of the options");
        }
        Optional<Passphrase> known = kept == null ? Optional.empty() : kept.copy();
        if (known.isPresent()) {
            return known.get();
        }
        Passphrase secret = named.isEmpty() ? ask(prompt) : named.get(0).read();
        if (kept != null) {
            kept.keep(secret);
        }
        return secret;
    }

    /**
     * Reads a secret that is new: on the terminal it is asked for twice.
     *
     * @param prompt what is asked for
     * @throws KeyTransferException when it cannot be read
     */
    public Passphrase readNew(String prompt) throws KeyTransferException {
        Passphrase first = read(prompt);
        if (!named.isEmpty()) {
            return first;
        }
        try (Passphrase second = ask(prompt + ", again")) {
            if (first.sameAs(second)) {
                return first;
            }
        }
        first.close();
        throw new UsageException("the two entries of the " + what + " differ", "try again");
    }

    private Passphrase ask(String prompt) {
        return Terminal.get()
                .map(terminal -> terminal.readPassword("%s: ", prompt))
                .map(Passphrase::moveFrom)
                .orElseThrow(
                        () ->
                                new UsageException(
                                        "no " + what + " given, and no terminal to ask on",
                                        "put it into a file that only you can read and give "
                                                + fileOption));
    }

    /** One way to read a secret. */
    private interface Reader {
        Passphrase read() throws KeyTransferException;
    }

    /** A file can be read again and a prompt asks again; what was in a pipe is gone. */
    private static final class Descriptor implements Reader {
        private final String what;
        private final String fileOption;
        private final int number;
        private boolean read;

        Descriptor(String what, String fileOption, int number) {
            this.what = what;
            this.fileOption = fileOption;
            this.number = number;
        }

        @Override
        public Passphrase read() throws KeyTransferException {
            if (read) {
                throw new FileException(
                        "the "
                                + what
                                + " is asked for again, and file descriptor "
                                + number
                                + " cannot be read twice",
                        "run the command again, or give " + fileOption);
            }
            read = true;
            return SecretFile.readDescriptor(number);
        }
    }

    /** Collects the ways that options name. */
    public static final class Builder {
        private final String what;
        private final String fileOption;
        private final List<Reader> named = new ArrayList<>();

        private Builder(String what, String fileOption) {
            this.what = what;
            this.fileOption = fileOption;
        }

        /** A file that only its owner can read. */
        public Builder file(@Nullable Path path) {
            return path == null ? this : with(() -> SecretFile.read(path));
        }

        /** An environment variable; the JDK gives it as a String, which cannot be wiped. */
        public Builder environment(@Nullable String name) {
            return name == null ? this : with(() -> ofEnvironment(name));
        }

        /** An open file descriptor, read to its end, and therefore once. */
        public Builder descriptor(@Nullable Integer number) {
            return number == null ? this : with(new Descriptor(what, fileOption, number));
        }

        private Builder with(Reader reader) {
            named.add(reader);
            return this;
        }

        private static Passphrase ofEnvironment(String name) throws FileException {
            return Optional.ofNullable(System.getenv(name))
                    .map(value -> Passphrase.moveFrom(value.toCharArray()))
                    .orElseThrow(
                            () ->
                                    new FileException(
                                            "there is no environment variable " + name,
                                            "export it, or give a file"));
        }

        /** Returns the source. */
        public SecretSource build() {
            return new SecretSource(what, fileOption, named, null);
        }
    }
}
