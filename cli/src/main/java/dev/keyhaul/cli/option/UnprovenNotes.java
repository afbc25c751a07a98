package dev.keyhaul.cli.option;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.file.StateFolder;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.UnprovenKeys;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.Token;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The keys that a command of this account began to make in a token and has not proven yet: a file
 * each, in the account's state folder. A command that was killed leaves its file behind.
 */
public final class UnprovenNotes implements UnprovenKeys {
    private static final String WHAT = "the list of unproven keys";
    private static final int MAX_BYTES = 64 * 1024;

    /**
     * A key whose making began here, and has not ended.
     *
     * @param serial the token's serial number
     * @param token the token's label
     * @param label the key's label
     * @param since when its making began
     */
    public record Note(String serial, String token, String label, String since) {
        private static final JsonForm<Note> FORM =
                JsonForm.of(MethodHandles.lookup(), Note.class)
                        .file(
                                "keyhaul unproven key of this host",
                                "1.0.0",
                                "use the version of keyhaul that began to make the key");

        private static Note of(TokenInfo token, String label) {
            return new Note(
                    token.serial(),
                    token.label(),
                    label,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        }

        private boolean isOf(TokenInfo info) {
            return serial.equals(info.serial()) && token.equals(info.label());
        }

        private String fileName() {
            String place = serial + '\0' + token + '\0' + label;
            return Sha256.hex(place.getBytes(StandardCharsets.UTF_8)) + ".json";
        }

        /** Says for people what is known of the key. */
        public String says() {
            return "key '"
                    + label
                    + "' in token '"
                    + token
                    + "' is unproven: its making began at "
                    + since
                    + " and has not ended";
        }

        /** Returns the command that removes the key. */
        public String removal() {
            TokenSelector home = TokenSelector.label(token).withSerial(serial);
            return ShellCommand.of("keyhaul key delete --key")
                    .value(TokenUri.of(home, KeySelector.label(label)).toString())
                    .toString();
        }
    }

    @Override
    public void note(TokenInfo token, String label) throws KeyTransferException {
        Path folder = StateFolder.ofUser("unproven");
        StateFolder.require(folder, WHAT);
        Note note = Note.of(token, label);
        OutputFile.ofState(folder.resolve(note.fileName())).write(Note.FORM.toUtf8(note));
    }

    /** A note that a power cut brings back would speak of a proven key. */
    @Override
    public void drop(TokenInfo token, String label) throws KeyTransferException {
        Optional<Path> folder = existing();
        if (folder.isPresent()) {
            Path file = folder.get().resolve(Note.of(token, label).fileName());
            try {
                if (FileNames.deleteIfExists(file)) {
                    OwnerOnly.syncFolder(folder.get());
                }
            } catch (IOException e) {
                throw FileException.writing(file, e);
            }
        }
    }

    private static Optional<Path> existing() {
        try {
            return Optional.of(StateFolder.ofUser("unproven"))
                    .filter(folder -> Files.exists(folder, LinkOption.NOFOLLOW_LINKS));
        } catch (FileException e) {
            return Optional.empty(); // Without a home folder, no key was made.
        }
    }

    /**
     * Returns all of them.
     *
     * @throws KeyTransferException if one cannot be read
     */
    public static List<Note> all() throws KeyTransferException {
        List<Note> notes = new ArrayList<>();
        Optional<Path> folder = existing();
        if (folder.isPresent()) {
            StateFolder.require(folder.get(), WHAT);
            for (String name : InputFolder.names(folder.get())) {
                if (name.endsWith(".json")) {
                    read(folder.get().resolve(name)).ifPresent(notes::add);
                }
            }
        }
        return notes;
    }

    /** Another command of the account may have dropped it meanwhile. */
    private static Optional<Note> read(Path file) throws KeyTransferException {
        try {
            return Optional.of(Note.FORM.parse(InputFile.readRegular(file, MAX_BYTES)));
        } catch (FileException e) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Tells which keys of an open token are unproven. Without a note, the token is not asked. */
    public static void tell(Token token, Consumer<String> told) {
        try {
            for (Note note : all()) {
                if (note.isOf(token.info())
                        && token.keys().stream()
                                .anyMatch(key -> key.label().equals(note.label()))) {
                    told.accept(
                            note.says()
                                    + "; if no command is at it any more, remove it: "
                                    + note.removal());
                }
            }
        } catch (KeyTransferException e) {
            told.accept(WHAT + " was not compared with the token: " + e.getMessage());
        }
    }
}
