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
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
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
        return line.registerConverter(VaultHost.class, VaultHost::parseUrl)
                .registerConverter(KeyIdentifier.class, KeyIdentifier::parseVersioned)
                .registerConverter(ExpectedServer.class, ExpectedServer::parse)
                .registerConverter(AwsExpiration.class, AwsExpiration::parse)
                .registerConverter(Person.class, Person::parse)
                .registerConverter(Fingerprint.class, Fingerprint::parse)
                .registerConverter(Shard.class, Shard::parse)
                .registerConverter(LicensingRegion.class, LicensingRegion::ofUrl)
                .registerConverter(
                        KeyProfile.class,
                        choice("profile", KeyProfile.values(), KeyProfile::optionName))
                .registerConverter(
                        KeyType.class, choice("key type", KeyType.values(), KeyType::optionName))
                .registerConverter(
                        RunbookOrigin.class,
                        choice("origin", RunbookOrigin.values(), RunbookOrigin::optionName))
                .registerConverter(
                        Acceleration.class,
                        choice("acceleration", Acceleration.values(), Acceleration::optionName))
                .registerConverter(
                        StrategyRule.class,
                        choice("strategy", StrategyRule.values(), StrategyRule::optionName))
                .registerConverter(Shell.class, choice("shell", Shell.values(), Shell::optionName));
    }

    private static <T> ITypeConverter<T> choice(
            String what, T[] values, Function<T, String> optionName) {
        return name ->
                Arrays.stream(values)
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
                                                        + Arrays.stream(values)
                                                                .map(optionName)
                                                                .collect(
                                                                        Collectors.joining(", "))));
    }
}
