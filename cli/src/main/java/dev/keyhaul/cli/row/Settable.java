package dev.keyhaul.cli.row;

import dev.keyhaul.cli.row.Setting.Holds;
import java.util.List;

/** What a settings file may set: a key, and the option that it sets. */
public final class Settable {
    /** {@code module}. */
    public static final Setting MODULE =
            Setting.of("module", Holds.PATH).after("KEYHAUL_PKCS11_MODULE").exceptFor("demo");

    /** {@code token.*.module}. */
    public static final Setting TOKEN_MODULE =
            Setting.of("token.*.module", "--module", Holds.PATH).exceptFor("demo");

    /** {@code token.*.pin-file}. */
    public static final Setting TOKEN_PIN_FILE =
            Setting.of("token.*.pin-file", "--pin-file-of", Holds.PATH);

    /** {@code place}. */
    public static final Setting PLACE = Setting.of("place.*", Holds.PATH);

    /** {@code backend}. */
    public static final Setting BACKEND = Setting.of("backend", Holds.TEXT);

    /** {@code token}. */
    public static final Setting TOKEN =
            Setting.of("token", Holds.TEXT)
                    .exceptFor("token init", "backup drill", "backup restore");

    /** {@code pin-file}. */
    public static final Setting PIN_FILE =
            Setting.of("pin-file", Holds.PATH).exceptFor("token init");

    /** {@code to-pin-file}. */
    public static final Setting TO_PIN_FILE = Setting.of("to-pin-file", Holds.PATH);

    /** {@code sign-with}. */
    public static final Setting SIGN_WITH =
            Setting.of("sign-with", Holds.SOURCE).exceptFor("token probe");

    /** {@code sign-pin-file}. */
    public static final Setting SIGN_PIN_FILE =
            Setting.of("sign-pin-file", Holds.PATH).exceptFor("token probe");

    /** {@code record}. */
    public static final Setting RECORD = Setting.of("record", Holds.PATH);

    /** {@code person}. */
    public static final Setting PERSON = Setting.of("person.*", Holds.TEXT).onlyWith("--record");

    /** {@code approvals}. */
    public static final Setting APPROVALS = Setting.of("approvals", Holds.PATH);

    /** {@code vault}. */
    public static final Setting VAULT =
            Setting.of("vault", Holds.TEXT)
                    .exceptFor("audit", "inspect")
                    .besideNoneOf("--format", "--aws-parameters", "--gcp-import-job");

    /** {@code credential}. */
    public static final Setting CREDENTIAL =
            Setting.of("credential", Holds.TEXT).besideNoneOf("--local-vault");

    /** {@code local-vault}. */
    public static final Setting LOCAL_VAULT =
            Setting.of("local-vault", Holds.PATH).besideNoneOf("--credential");

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
}
