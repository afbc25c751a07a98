package dev.keyhaul.cli.command;

import dev.keyhaul.adrms.tpd.ExpectedServer;
import dev.keyhaul.batch.Shard;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.cloud.AwsExpiration;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.keywrap.Acceleration;
import dev.keyhaul.pkcs11.KeyType;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.tenant.LicensingRegion;
import dev.keyhaul.tenant.runbook.RunbookOrigin;
import dev.keyhaul.tenant.runbook.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Option values as types of the domain; what is malformed is a usage error.
 *
 * <p>The domain's own exception is thrown: picocli keeps it as the cause, and its hint with it. Of
 * its own {@link TypeConversionException} it would keep the message alone.
 */
final class Converters {
    private Converters() {}

    static CommandLine registered(CommandLine line) {
        line.registerConverter(VaultHost.class, VaultHost::parseUrl)
                .registerConverter(KeyIdentifier.class, KeyIdentifier::parseVersioned)
                .registerConverter(ExpectedServer.class, ExpectedServer::parse)
                .registerConverter(AwsExpiration.class, AwsExpiration::parse)
                .registerConverter(Person.class, Person::parse)
                .registerConverter(Fingerprint.class, Fingerprint::parse)
                .registerConverter(Shard.class, Shard::parse)
                .registerConverter(LicensingRegion.class, LicensingRegion::ofUrl);
        Choices.ALL.forEach((type, choice) -> register(line, type, choice));
        return line;
    }

    /** The map pairs each type with a choice of its own values. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void register(CommandLine line, Class<?> type, Choice<?> choice) {
        line.registerConverter((Class) type, (ITypeConverter) choice);
    }

    /**
     * Returns the value of an option that needs nothing of picocli; none of a type that is not
     * among the usual ones. A type is loaded when it is asked for, and no sooner.
     *
     * @throws Exception the type's own, of a malformed text
     */
    static Optional<Object> plain(Class<?> type, String text) throws Exception {
        if (type == String.class) {
            return Optional.of(text);
        }
        if (type == Path.class) {
            return Optional.of(Path.of(text));
        }
        if (type == VaultHost.class) {
            return Optional.of(VaultHost.parseUrl(text));
        }
        if (type == KeyIdentifier.class) {
            return Optional.of(KeyIdentifier.parseVersioned(text));
        }
        if (type == Fingerprint.class) {
            return Optional.of(Fingerprint.parse(text));
        }
        return type.isEnum() && !hasOwn(type) ? constant(type, text) : Optional.empty();
    }

    private static Optional<Object> constant(Class<?> type, String text) {
        Choice<?> choice = Choices.ALL.get(type);
        if (choice != null) {
            return Optional.of(choice.convert(text));
        }
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equalsIgnoreCase(text)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    /** Returns the values that an option of this type accepts; none if they are not a few words. */
    static Optional<List<String>> names(Class<?> type) {
        return Optional.ofNullable(Choices.ALL.get(type)).map(Choice::names);
    }

    /** Whether an enum is read from something else than its constants' names, such as a URL. */
    static boolean hasOwn(Class<?> type) {
        return type == LicensingRegion.class;
    }

    /** Apart, for it loads many types. */
    private static final class Choices {
        static final Map<Class<?>, Choice<?>> ALL =
                Map.of(
                        KeyProfile.class,
                        Choice.of("profile", KeyProfile.values(), KeyProfile::optionName),
                        KeyType.class,
                        Choice.of("key type", KeyType.values(), KeyType::optionName),
                        RunbookOrigin.class,
                        Choice.of("origin", RunbookOrigin.values(), RunbookOrigin::optionName),
                        Acceleration.class,
                        Choice.of("acceleration", Acceleration.values(), Acceleration::optionName),
                        StrategyRule.class,
                        Choice.of("strategy", StrategyRule.values(), StrategyRule::optionName),
                        Shell.class,
                        Choice.of("shell", Shell.values(), Shell::optionName));
    }

    private record Choice<T>(String what, List<T> values, Function<T, String> optionName)
            implements ITypeConverter<T> {
        static <T> Choice<T> of(String what, T[] values, Function<T, String> optionName) {
            return new Choice<>(what, List.of(values), optionName);
        }

        List<String> names() {
            return values.stream().map(optionName).toList();
        }

        @Override
        public T convert(String name) {
            return values.stream()
                    .filter(v -> optionName.apply(v).equals(name.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            "no "
                                                    + what
                                                    + ": "
                                                    + name
                                                    + "; one of "
                                                    + String.join(", ", names())));
        }
    }
}
