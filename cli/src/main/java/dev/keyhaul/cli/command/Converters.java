package dev.keyhaul.cli.command;

import dev.keyhaul.adrms.tpd.ExpectedServer;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.cli.line.OptionTypes;
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

/** Option values as types of the domain. */
final class Converters implements OptionTypes {
    @Override
    public void register(CommandLine line) {
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

    @Override
    public Map<Class<?>, String> nouns() {
        return Map.of(
                BlobFormat.class, "format",
                KeyProfile.class, "profile",
                TokenKeyType.class, "key type",
                RunbookOrigin.class, "origin",
                StrategyRule.class, "strategy",
                ControlRule.class, "choice",
                Shell.class, "shell");
    }

    @Override
    public Optional<Object> read(Class<?> type, String text) throws Exception {
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
