package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An operation of a vault or Managed HSM that an audit recognises, and what it does to a key. The
 * names are those of the service's log; a log may spell them in other letters, such as {@code
 * keysign}.
 *
 * @param name its name in the log
 * @param kind what it does
 * @param pair the number that it shares with the requests of Rights Management that cause it; 0 for
 *     none
 * @since 0.1.0
 */
public record LoggedOperation(String name, Kind kind, int pair) {
    /** What an operation does to a key. */
    public enum Kind {
        /** It needs the private or secret key. */
        USE,
        /** It shows something public. */
        READ,
        /** It makes, changes, copies or removes a key or a vault. */
        MANAGE;

        /** Returns the word of the SQL. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Every operation that is recognised. */
    public static final List<LoggedOperation> ALL =
            List.of(
                    new LoggedOperation("KeySign", Kind.USE, 1),
                    new LoggedOperation("KeyDecrypt", Kind.USE, 2),
                    new LoggedOperation("KeyGet", Kind.READ, 3),
                    use("KeyVerify"),
                    use("KeyEncrypt"),
                    use("KeyWrap"),
                    use("KeyUnwrap"),
                    read("KeyList"),
                    read("KeyListVersions"),
                    read("KeyGetDeleted"),
                    read("KeyListDeleted"),
                    read("KeyGetRandom"),
                    read("KeyAttestation"),
                    read("KeyRotationPolicyGet"),
                    read("KeyGetRotationPolicy"),
                    read("KeyNearExpiryEventGridNotification"),
                    read("KeyExpiredEventGridNotification"),
                    manage("KeyCreate"),
                    manage("KeyImport"),
                    manage("KeyUpdate"),
                    manage("KeyBackup"),
                    manage("KeyRelease"),
                    manage("KeyRestore"),
                    manage("KeyDelete"),
                    manage("KeyPurge"),
                    manage("KeyRecover"),
                    manage("KeyRotate"),
                    manage("KeyRotateIfDue"),
                    manage("KeyRotationPolicySet"),
                    manage("KeyUpdateRotationPolicy"),
                    read("VaultGet"),
                    read("VaultList"),
                    read("VaultGetDeleted"),
                    read("VaultListDeleted"),
                    manage("VaultPut"),
                    manage("VaultPatch"),
                    manage("VaultDelete"),
                    manage("VaultPurge"),
                    manage("VaultRecover"));

    private static final Map<String, LoggedOperation> BY_NAME =
            ALL.stream()
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    operation -> VaultOrigin.lower(operation.name()),
                                    Function.identity()));

    /** Refuses a name that no log can have. */
    public LoggedOperation {
        Arguments.text("name", name, Arguments.MAX_NAME);
        Arguments.notNull("kind", kind);
    }

    private static LoggedOperation use(String name) {
        return new LoggedOperation(name, Kind.USE, 0);
    }

    private static LoggedOperation read(String name) {
        return new LoggedOperation(name, Kind.READ, 0);
    }

    private static LoggedOperation manage(String name) {
        return new LoggedOperation(name, Kind.MANAGE, 0);
    }

    /** Returns the operation of this name, in whatever letters; empty if none is recognised. */
    public static Optional<LoggedOperation> named(String name) {
        Arguments.notNull("name", name);
        return Optional.ofNullable(BY_NAME.get(VaultOrigin.lower(name)));
    }
}
