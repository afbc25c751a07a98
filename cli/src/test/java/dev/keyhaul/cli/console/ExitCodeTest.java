package dev.keyhaul.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.keyhaul.batch.destination.IncidentException;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.Reason.Trouble;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.pkcs11.TokenException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts rely on these numbers; Key Vault's 6 needs a vault and is tested with one. */
class ExitCodeTest {
    static Stream<Arguments> errors() {
        return Stream.of(
                arguments(new FileException(Reason.FILE_IO, "cannot write"), 1),
                arguments(new MalformedInputException(Reason.JSON_FORM, "not valid JSON"), 1),
                arguments(
                        new MalformedIdentifierException(
                                Reason.KEY_VERSION_MISSING, "no version", null),
                        2),
                arguments(new RefusedException(Reason.KEY_UNEXTRACTABLE, "not extractable"), 3),
                arguments(new WrongSecretException(Reason.PIN_WRONG, "PIN refused"), 4),
                arguments(new TokenException(Reason.TOKEN_MISSING, "no token", null), 5),
                arguments(new CheckFailedException(Reason.KEY_DIFFERS, "another key"), 7),
                arguments(
                        new IncidentException(
                                new RefusedException(Reason.BLOB_REJECTED, "not opened")),
                        8));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void of_isTheDocumentedNumber(KeyTransferException error, int code) {
        assertThat(ExitCode.of(error)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "1, NOT_READY",
        "2, NOT_READY",
        "3, NOT_READY",
        "4, MISTYPED",
        "5, NOT_READY",
        "6, NOT_READY",
        "7, CONTRADICTED",
        "8, CONTRADICTED"
    })
    void trouble_isThatOfTheKindOfError(int code, Trouble trouble) {
        assertThat(ExitCode.trouble(code)).isEqualTo(trouble);
    }

    /** A ceremony goes on, or ends, for these reasons whatever the exit code. */
    @Test
    void reasons_thatSayTheirOwnTrouble_areThese() {
        assertThat(Reason.values())
                .filteredOn(reason -> reason.trouble().isPresent())
                .extracting(reason -> reason + " " + reason.trouble().get())
                .containsExactly(
                        "APPROVAL_CHANGED CONTRADICTED",
                        "APPROVAL_INVALID CONTRADICTED",
                        "BATCH_INCIDENT CONTRADICTED",
                        "COPY_NOT_PROVEN CONTRADICTED",
                        "JOURNAL_SIGNER CONTRADICTED",
                        "KEK_DIFFERS CONTRADICTED",
                        "KEK_IDENTIFIER_DIFFERS CONTRADICTED",
                        "KEK_IS_TARGET CONTRADICTED",
                        "KEK_NAME_TAKEN UNEXPLAINED",
                        "KEK_SIGNATURE_INVALID CONTRADICTED",
                        "KEK_VAULT_DIFFERS CONTRADICTED",
                        "KEY_DIFFERS CONTRADICTED",
                        "LABEL_TAKEN UNEXPLAINED",
                        "PLAN_HOST_CHANGED CONTRADICTED",
                        "PRIVATE_KEY_EXPOSED CONTRADICTED",
                        "RECORDS_MISSING CONTRADICTED",
                        "STORE_DAMAGED NOT_READY");
    }
}
