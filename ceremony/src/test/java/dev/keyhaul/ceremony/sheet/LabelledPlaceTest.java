package dev.keyhaul.ceremony.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A place is labelled, and keeps everything that the record says about it. */
final class LabelledPlaceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "pkcs11:token=hsm;object=tenant | token 'hsm', key 'tenant'",
                "pkcs11:token=my%20hsm;id=%01%2A;serial=a+b | token 'my hsm', key ID 012a, serial 'a+b'",
                "pkcs11:token=hsm;x-new=1%zz | token 'hsm', x-new '1%zz'",
                "pem:keys/target.pem | PEM file keys/target.pem",
                "https://v.vault.azure.net/keys/k/1 | https://v.vault.azure.net/keys/k/1",
                "token 'hsm', key 'tenant' | token 'hsm', key 'tenant'",
            })
    void of_aRecordedPlace_isLabelled(String recorded, String shown) {
        assertThat(LabelledPlace.of(recorded)).isEqualTo(shown);
    }
}
