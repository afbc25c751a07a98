package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Records and hosts are equal if each part is, and then have one hash. */
class ByokValuesTest {
    private static final Instant TIME = Instant.parse("2026-03-01T09:00:00Z");

    private static KekRecord.Builder record() throws Exception {
        return record(KekFiles.kid(), KekFiles.KEY);
    }

    private static KekRecord.Builder record(KeyIdentifier kid, RSAPublicKey key) {
        return KekRecord.builder(kid, key)
                .keyType("RSA-HSM")
                .keyOperations(List.of("import"))
                .enabled(true)
                .expires(TIME)
                .download(download().build());
    }

    private static KekRecord.Download.Builder download() {
        return KekRecord.Download.at(TIME)
                .serverCertificates(List.of("MIIB"))
                .tlsRoot(root("CN=Root"))
                .ceremony("autumn")
                .attestation(attestation((byte) 1));
    }

    private static KekRecord.TlsRoot root(String name) {
        return new KekRecord.TlsRoot(name, Fingerprint.of(KekFiles.KEY));
    }

    private static HsmAttestation attestation(byte first) {
        return HsmAttestation.of("MRVL-1", new byte[] {first}, new byte[] {2}, new byte[] {3});
    }

    @Test
    void record_differsInEachPart() throws Exception {
        KeyIdentifier otherKid =
                KeyIdentifier.parse(KekFiles.kid().toString().replaceFirst("//", "//x"));
        requireDistinct(
                record().build(),
                record().build(),
                record(otherKid, KekFiles.KEY).build(),
                record(KekFiles.kid(), GeneratedKeys.rsaPublic(3072)).build(),
                record().keyType("RSA").build(),
                record().keyOperations(List.of("import", "wrapKey")).build(),
                record().enabled(false).build(),
                record().expires(null).build(),
                record().download(null).build());
    }

    @Test
    void download_differsInEachPart() {
        requireDistinct(
                download().build(),
                download().build(),
                KekRecord.Download.at(TIME.plusSeconds(1))
                        .serverCertificates(List.of("MIIB"))
                        .tlsRoot(root("CN=Root"))
                        .ceremony("autumn")
                        .attestation(attestation((byte) 1))
                        .build(),
                download().serverCertificates(List.of("MIIC")).build(),
                download().tlsRoot(root("CN=Other")).build(),
                download().ceremony(null).build(),
                download().attestation(attestation((byte) 9)).build());
    }

    @Test
    void host_differsInEachPart() {
        requireDistinct(
                new VaultHost("contoso", "vault.azure.net"),
                new VaultHost("contoso", "vault.azure.net"),
                new VaultHost("fabrikam", "vault.azure.net"),
                new VaultHost("contoso", "vault.azure.cn"));
    }

    private static void requireDistinct(Object one, Object same, Object... others) {
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo("another type");
        assertThat(others).allSatisfy(other -> assertThat(other).isNotEqualTo(one));
        assertThat(Stream.concat(Stream.of(one), Stream.of(others)).map(Object::hashCode))
                .doesNotHaveDuplicates();
    }
}
