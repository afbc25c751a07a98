package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.pkcs11.StrategyRule;
import java.util.Optional;

/**
 * How keys of a token are wrapped under an RSA key, and proven.
 *
 * @param strategy which way
 * @param second where the bytes are proven a second time, if they are
 */
public record WrapRule(StrategyRule strategy, Optional<SecondOpening> second) {}
