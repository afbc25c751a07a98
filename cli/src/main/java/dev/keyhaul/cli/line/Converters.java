package dev.keyhaul.cli.line;

import dev.keyhaul.adrms.tpd.ExpectedServer;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.cli.option.BlobFormat;
import dev.keyhaul.cli.option.TokenPath;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.cloud.AwsExpiration;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.ControlRule;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.tenant.LicensingRegion;
import dev.keyhaul.tenant.runbook.RunbookOrigin;
import dev.keyhaul.tenant.runbook.Shell;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Option values as types of the domain; what is malformed is a usage error.
 *
 * <p>The type's own exception is thrown: picocli keeps it as the cause, and its hint with it. Of
 * its own {@link CommandLine.TypeConversionException} it would keep the message alone.
 */
final class Converters {
    private Converters() {}

    /** Registers what picocli needs to read the types, except for those that have a noun. */
    static void register(CommandLine line) {
        line.registerConverter(VaultHost.class, VaultHost::parseUrl)
                .registerConverter(KeyIdentifier.class, KeyIdentifier::parseVersioned)
                .registerConverter(ExpectedServer.class, ExpectedServer::parse)
                .registerConverter(AwsExpiration.class, AwsExpiration::parse)
                .registerConverter(Person.class, Person::parse)
                .registerConverter(Fingerprint.class, Fingerprint::parse)
                .registerConverter(Shard.class, Shard::parse)
                .registerConverter(LicensingRegion.class, LicensingRegion::ofUrl)
                .registerConverter(TypedSource.class, Sources::typed)
                .registerConverter(TokenPath.class, TokenPath::parse);
    }

    /**
     * Returns what each enum is, such as {@code key type}, if its constants are read as words:
     * {@code AD_RMS} as {@code ad-rms}. This loads all of them.
     */
    static Map<Class<?>, String> nouns() {
        return Map.of(
                BlobFormat.class, "format",
                KeyProfile.class, "profile",
                TokenKeyType.class, "key type",
                RunbookOrigin.class, "origin",
                StrategyRule.class, "strategy",
                ControlRule.class, "choice",
                Shell.class, "shell");
    }

    /**
     * Returns the value of an option without picocli; none of a type that is not among the usual
     * ones. A type is loaded when it is asked for, and no sooner.
     *
     * @throws Exception the type's own, of a malformed text
     */
    static Optional<Object> read(Class<?> type, String text) throws Exception {
        if (type == VaultHost.class) {
            return Optional.of(VaultHost.parseUrl(text));
        }
        if (type == KeyIdentifier.class) {
            return Optional.of(KeyIdentifier.parseVersioned(text));
        }
        if (type == Person.class) {
            return Optional.of(Person.parse(text));
        }
        if (type == Fingerprint.class) {
            return Optional.of(Fingerprint.parse(text));
        }
        if (type == TypedSource.class) {
            return Optional.of(Sources.typed(text));
        }
        if (type == TokenPath.class) {
            return Optional.of(TokenPath.parse(text));
        }
        return type == LicensingRegion.class
                ? Optional.of(LicensingRegion.ofUrl(text))
                : Optional.empty();
    }
}
