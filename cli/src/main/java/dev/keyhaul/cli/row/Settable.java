package dev.keyhaul.cli.row;

import dev.keyhaul.cli.row.Trait.Setting;
import java.util.List;

/**
 * What a settings file may set: a key, and the option that it sets in each command that has it. The
 * traits are {@code path}, whose path must be absolute; {@code source}, a text that may name files;
 * {@code named}, where each key has a name after a dot and gives {@code name=}; {@code
 * env:VARIABLE}, which goes before the file; {@code not:COMMAND}, for which the option means
 * something else; {@code unless:--OPTION}, beside which it is left out; and {@code with:--OPTION},
 * without which it is.
 */
public final class Settable {
    /** {@code module}. */
    public static final Setting MODULE =
            setting("module", "--module", "path", "env:KEYHAUL_PKCS11_MODULE", "not:demo");

    /** {@code token.*.module}. */
    public static final Setting TOKEN_MODULE =
            setting("token.*.module", "--module", "path", "not:demo");

    /** {@code token.*.pin-file}. */
    public static final Setting TOKEN_PIN_FILE =
            setting("token.*.pin-file", "--pin-file-of", "path");

    /** {@code place}. */
    public static final Setting PLACE = setting("place", "--place", "named", "path");

    /** {@code backend}. */
    public static final Setting BACKEND = setting("backend", "--backend");

    /** {@code token}. */
    public static final Setting TOKEN =
            setting("token", "--token", "not:token-init", "not:backup-drill", "not:backup-restore");

    /** {@code pin-file}. */
    public static final Setting PIN_FILE =
            setting("pin-file", "--pin-file", "path", "not:token-init");

    /** {@code to-pin-file}. */
    public static final Setting TO_PIN_FILE = setting("to-pin-file", "--to-pin-file", "path");

    /** {@code sign-with}. */
    public static final Setting SIGN_WITH =
            setting("sign-with", "--sign-with", "source", "not:token-probe");

    /** {@code sign-pin-file}. */
    public static final Setting SIGN_PIN_FILE =
            setting("sign-pin-file", "--sign-pin-file", "path", "not:token-probe");

    /** {@code record}. */
    public static final Setting RECORD = setting("record", "--record", "path");

    /** {@code person}. */
    public static final Setting PERSON = setting("person", "--person", "named", "with:--record");

    /** {@code approvals}. */
    public static final Setting APPROVALS = setting("approvals", "--approvals", "path");

    /** {@code vault}. */
    public static final Setting VAULT =
            setting(
                    "vault",
                    "--vault",
                    "not:audit",
                    "not:inspect",
                    "unless:--format",
                    "unless:--aws-parameters",
                    "unless:--gcp-import-job");

    /** {@code credential}. */
    public static final Setting CREDENTIAL =
            setting("credential", "--credential", "unless:--local-vault");

    /** {@code local-vault}. */
    public static final Setting LOCAL_VAULT =
            setting("local-vault", "--local-vault", "path", "unless:--credential");

    /** All of them. */
    public static final List<Setting> ALL =
            List.of(
                    MODULE,
                    TOKEN_MODULE,
                    TOKEN_PIN_FILE,
                    PLACE,
                    BACKEND,
                    TOKEN,
                    PIN_FILE,
                    TO_PIN_FILE,
                    SIGN_WITH,
                    SIGN_PIN_FILE,
                    RECORD,
                    PERSON,
                    APPROVALS,
                    VAULT,
                    CREDENTIAL,
                    LOCAL_VAULT);

    private Settable() {}

    private static Setting setting(String key, String option, String... traits) {
        return new Setting(key, option, List.of(traits));
    }
}
