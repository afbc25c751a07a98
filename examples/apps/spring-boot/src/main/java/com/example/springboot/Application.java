package com.example.springboot;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A service that wraps one key of one token. Spring closes the beans in the reverse order. */
@SpringBootApplication
public class Application {
    /** Starts the service. */
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    Pkcs11Module module(@Value("${hsm.module}") Path library) throws KeyTransferException {
        return Pkcs11Module.load(library);
    }

    /**
     * The file is read again at each login: no PIN stays in memory, and a lost login comes back. A
     * request waits a minute for a session, not five.
     */
    @Bean
    Token token(
            Pkcs11Module module,
            @Value("${hsm.token}") String label,
            @Value("${hsm.pin-file}") Path pinFile)
            throws KeyTransferException {
        Token token =
                module.login(
                        module.find(TokenSelector.label(label)), info -> Passphrase.read(pinFile));
        token.lendBy(SessionPolicy.DEFAULT.waitingAtMost(Duration.ofMinutes(1)));
        return token;
    }

    @Bean
    TokenKey tenantKey(Token token, @Value("${hsm.key}") String label) throws KeyTransferException {
        return token.rsaKey(KeySelector.label(label));
    }

    /** The fingerprint is a second person's, who obtained it on another machine. */
    @Bean
    KeyExchangeKey kek(@Value("${kek.file}") Path file, @Value("${kek.sha256}") String fingerprint)
            throws KeyTransferException {
        return KeyExchangeKey.of(
                KekRecord.read(file), Fingerprint.parse(fingerprint), Instant.now());
    }

    @Bean
    HealthIndicator hsm(Token token, @Value("${hsm.key}") String label) {
        return () -> {
            try {
                return Health.up()
                        .withDetail("key", token.find(KeySelector.label(label)).label())
                        .build();
            } catch (KeyTransferException e) {
                return Health.down(e).build();
            }
        };
    }
}
