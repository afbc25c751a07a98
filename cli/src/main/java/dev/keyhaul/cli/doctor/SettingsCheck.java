package dev.keyhaul.cli.doctor;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.file.TrustedPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Whether there is a file of settings, and who can change it. */
final class SettingsCheck implements Check {
    private static final String ENVIRONMENT = "KEYHAUL_SETTINGS";
    private static final Set<PosixFilePermission> WRITERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    @Override
    public String about() {
        return "settings";
    }

    @Override
    public void look(Consumer<Finding> found) throws KeyTransferException {
        Optional<Path> named =
                Optional.ofNullable(System.getenv(ENVIRONMENT))
                        .filter(text -> !text.isEmpty())
                        .map(Path::of);
        Path file =
                named.orElseGet(
                        () ->
                                Path.of(
                                        System.getProperty("user.home", ""),
                                        ".config/keyhaul/keyhaul.properties"));
        if (Files.exists(file)) {
            found.accept(Finding.ok(about(), file + ", " + checked(file)));
        } else {
            found.accept(
                    named.isPresent()
                            ? Finding.fix(
                                    about(),
                                    "there is no file " + file,
                                    "correct or unset " + ENVIRONMENT)
                            : Finding.ok(about(), "none: there is no " + file));
        }
    }

    private static String checked(Path file) throws KeyTransferException {
        if (!OwnerOnly.hasPosixModes(file)) {
            return "whose access list was not looked at";
        }
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            if (attributes.permissions().stream().anyMatch(WRITERS::contains)) {
                throw new RefusedException(
                        "users other than the owner can write " + file,
                        "chmod go-w it, and look at what is in it");
            }
            TrustedPlace.require(file);
            return "of "
                    + attributes.owner().getName()
                    + ", mode "
                    + PosixFilePermissions.toString(attributes.permissions());
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }
}
