package dev.keyhaul.cli.kind;

import dev.keyhaul.adrms.tpd.ExpectedServer;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.cloud.AwsExpiration;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.tenant.LicensingRegion;
import java.util.List;

/** The kinds of values that are of the domain. A class is loaded when a command has such a row. */
public final class Kinds {
    private Kinds() {}

    /** A vault's URL. */
    public static Kind<VaultHost> vault() {
        return Kind.of(VaultHost.class, VaultHost::parseUrl, VaultHost::url);
    }

    /** The identifier of a key, with its version. */
    public static Kind<KeyIdentifier> keyId() {
        return Kind.of(KeyIdentifier.class, KeyIdentifier::parseVersioned, KeyIdentifier::toString);
    }

    /** The server that a trusted publishing domain is expected from. */
    public static Kind<ExpectedServer> server() {
        return Kind.of(ExpectedServer.class, ExpectedServer::parse, ExpectedServer::toString);
    }

    /** When key material expires in AWS. */
    public static Kind<AwsExpiration> awsExpiration() {
        return Kind.of(AwsExpiration.class, AwsExpiration::parse, AwsExpiration::text);
    }

    /** A person with a role. */
    public static Kind<Person> person() {
        return Kind.of(Person.class, Person::parse, person -> person.role() + "=" + person.name());
    }

    /** A key's fingerprint. */
    public static Kind<Fingerprint> fingerprint() {
        return Kind.of(Fingerprint.class, Fingerprint::parse, Fingerprint::toString);
    }

    /** A part of a batch. */
    public static Kind<Shard> shard() {
        return Kind.of(Shard.class, Shard::parse, Shard::toString);
    }

    /** A region of Rights Management, by its URL. */
    public static Kind<LicensingRegion> region() {
        return Kind.of(
                LicensingRegion.class,
                LicensingRegion::ofUrl,
                region -> "https://" + region.host());
    }

    /** Where a key comes from. */
    public static Kind<TypedSource> source() {
        return Kind.of(TypedSource.class, Sources::typed, TypedSource::text)
                .reading(source -> FilesInText.of(source.text()));
    }

    /** A path for one token or place, or for all. */
    public static Kind<TokenPath> tokenPath() {
        return Kind.of(TokenPath.class, TokenPath::parse, TokenPath::text)
                .naming(path -> List.of(path.file()));
    }

    /** A text where the path of a file may be, or a source. */
    public static Kind<String> textOrFile() {
        return Kind.TEXT.reading(FilesInText::of);
    }
}
