package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tokens that lack a function or refuse an attribute, and do not lie, as modules in FIPS mode: what
 * they can do for the library. A trial that such a token cannot take part in refuses no key.
 */
@ExtendWith(RepeatedKeks.class)
class HonestTokensTest {
    private static final String WORKS = "works";
    private static final int MANY = 5;

    /** Whatever is refused here was refused before there was a gate for keys that stay. */
    private static final String EXPECTED =
            """
            nothing: works: 16 of 16
            C_CopyObject: works: 16 of 16
            C_CreateObject: C_CreateObject: CKR_FUNCTION_NOT_SUPPORTED (0x54): wrap RSA, restore RSA, wrap EC, restore EC, wrap AES, restore AES, import
            C_CreateObject: works: 9 of 16
            extractable private keys: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13): generate RSA, generate EC
            extractable private keys: works: 14 of 16
            changes of attributes: works: 16 of 16
            all of these: C_CreateObject: CKR_FUNCTION_NOT_SUPPORTED (0x54): wrap RSA, restore RSA, wrap EC, restore EC, wrap AES, restore AES, import
            all of these: C_GenerateKeyPair: CKR_ATTRIBUTE_VALUE_INVALID (0x13): generate RSA, generate EC
            all of these: works: 7 of 16
            """;

    private static final Map<String, List<String>> LACKING = new LinkedHashMap<>();

    static {
        LACKING.put("nothing", List.of());
        LACKING.put("C_CopyObject", List.of("fail C_CopyObject 0x54 0"));
        LACKING.put("C_CreateObject", List.of("fail C_CreateObject 0x54 0"));
        LACKING.put("extractable private keys", List.of("no-extractable - 0x13"));
        LACKING.put("changes of attributes", List.of("fail C_SetAttributeValue 0x10 0"));
        LACKING.put(
                "all of these",
                List.of(
                        "fail C_CopyObject 0x54 0",
                        "fail C_CreateObject 0x54 0",
                        "no-extractable - 0x13",
                        "fail C_SetAttributeValue 0x10 0"));
    }

    private final ShimModule shim = ShimModule.create();
    private final RsaAesWrappingKey kek = TestKeys.kek();
    private Token token;
    private int made;

    private interface Work {
        void run() throws Exception;
    }

    @BeforeEach
    void open() throws Exception {
        shim.hsm()
                .addToken(
                        "HSM",
                        KeyRequest.target("RSA"),
                        KeyRequest.target("EC").ofType(TokenKeyType.EC),
                        KeyRequest.target("AES").ofType(TokenKeyType.AES),
                        KeyRequest.recovery("pair"));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        shim.obey();
        token.close();
        shim.close();
    }

    @Test
    void tokenThatLacksSomething_doesAllElse() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<String>> lacking : LACKING.entrySet()) {
            shim.obey(lacking.getValue());
            Map<String, List<String>> outcomes = new TreeMap<>();
            for (Map.Entry<String, Work> work : works().entrySet()) {
                outcomes.computeIfAbsent(outcome(work.getValue()), outcome -> new ArrayList<>())
                        .add(work.getKey());
            }
            outcomes.forEach(
                    (outcome, which) ->
                            lines.add(
                                    lacking.getKey()
                                            + ": "
                                            + outcome
                                            + ": "
                                            + (outcome.equals(WORKS) && which.size() > MANY
                                                    ? which.size() + " of " + works().size()
                                                    : String.join(", ", which))));
            shim.obey();
        }
        assertThat(lines).containsExactlyElementsOf(EXPECTED.lines().toList());
    }

    private Map<String, Work> works() {
        Map<String, Work> works = new LinkedHashMap<>();
        for (TokenKeyType type : TokenKeyType.values()) {
            KeyRequest target = KeyRequest.target("new-" + ++made).ofType(type);
            works.put("generate " + type, () -> generated(target));
            works.put("generate " + type + " that stays", () -> generated(target.notExtractable()));
            works.put("wrap " + type, () -> key(type).wrapUnder(kek));
            works.put("restore " + type, () -> restored(type));
        }
        works.put("recovery pair", () -> generated(KeyRequest.recovery("new-" + ++made)));
        works.put("evidence key", () -> generated(KeyRequest.evidence("new-" + ++made)));
        works.put("wrapping key", () -> generated(KeyRequest.wrapping("new-" + ++made)));
        works.put("import", this::imported);
        return works;
    }

    /** With an id of its own, so that the next of the same name has another. */
    private void generated(KeyRequest request) throws KeyTransferException {
        token.delete(token.generate(request));
    }

    private TokenKey key(TokenKeyType type) throws KeyTransferException {
        return token.key(KeySelector.label(type.name()));
    }

    private void restored(TokenKeyType type) throws KeyTransferException {
        RecoveryKey pair = token.recoveryKey(KeySelector.label("pair"));
        WrappedKey copy = key(type).wrapUnder(pair.wrappingKey());
        restored(pair.restore(copy.ciphertext(), key(type).description(), as()));
    }

    private void imported() throws Exception {
        try (SoftwareKey key = TestKeys.software(TestKeys.anotherRsa(2048).getPrivate())) {
            restored(token.importKey(key, as()));
        }
    }

    private void restored(TokenKey key) throws KeyTransferException {
        token.delete(key.info());
        key.close();
    }

    private RestoreAs as() {
        return RestoreAs.tokenKey("new-" + ++made).withId(new byte[] {(byte) made});
    }

    private static String outcome(Work work) throws Exception {
        try {
            work.run();
            return WORKS;
        } catch (KeyTransferException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
