package dev.keyhaul.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.key.WrapProvider;
import java.security.KeyPair;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is measured does its work: each opens what each has wrapped, with ACCP's library loaded. */
class CompetitorTest {
    @Test
    void everyCompetitor_opensWhatEveryOtherWraps() throws Exception {
        KeyPair kek = Keys.rsa(2048);
        List<byte[]> targets = List.of(Keys.pkcs8(1024), Keys.pkcs8(2048), Keys.pkcs8(1024));
        int opened = 0;
        for (Competitor wraps : Competitor.values()) {
            List<byte[]> ciphertexts = new ArrayList<>();
            try (BlobMaker maker = wraps.maker(kek)) {
                maker.wrap(targets, ciphertext -> ciphertexts.add((byte[]) ciphertext));
            }
            assertThat(ciphertexts).as(wraps.name()).hasSize(targets.size());
            for (Competitor unwraps : Competitor.values()) {
                List<Object> results = new ArrayList<>();
                try (BlobMaker maker = unwraps.maker(kek)) {
                    maker.unwrap(ciphertexts, results::add);
                }
                opened += results.size();
            }
        }
        int competitors = Competitor.values().length;
        assertThat(opened).isEqualTo(competitors * competitors * targets.size());
    }

    @Test
    void accp_passesTheCheck_andIsNeverRegistered() throws Exception {
        int before = Security.getProviders().length;

        WrapProvider accp = WrapProvider.of(Competitor.ACCP.provider());

        assertThat(accp.name()).isEqualTo("AmazonCorrettoCryptoProvider 2.5.0");
        assertThat(Security.getProviders()).hasSize(before);
        assertThat(Security.getProvider("AmazonCorrettoCryptoProvider")).isNull();
    }
}
