package dev.keyhaul.cli.console;

import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.WrongKindException;
import java.util.Optional;

/** What to do with a file that was given in the place of another. */
final class KindStep {
    private KindStep() {}

    static Optional<String> of(WrongKindException wrong) {
        FileKind found = wrong.found().iterator().next();
        if (found == FileKind.CERTIFICATE && wrong.needed().contains(FileKind.PUBLIC_KEY)) {
            return Optional.of("'openssl x509 -pubkey -noout -in FILE' prints its public key");
        } else if (isPublic(found) && wrong.needed().stream().anyMatch(FileKind::isPrivateKey)) {
            return Optional.of("give the file or the token that has the private key");
        } else if (found.isPrivateKey()
                && wrong.needed().stream().anyMatch(FileKind::isPrivateKey)) {
            return Optional.of("'openssl pkcs8 -topk8' writes a file that can be read");
        }
        return of(found);
    }

    private static boolean isPublic(FileKind found) {
        return found == FileKind.PUBLIC_KEY
                || found == FileKind.CERTIFICATE
                || found == FileKind.CERTIFICATE_REQUEST;
    }

    /** Returns which command takes such a file, and the one that shows what is in any. */
    static Optional<String> of(FileKind kind) {
        String shows = "'keyhaul inspect FILE' shows what it is";
        return Optional.of(taking(kind).map(step -> step + "; " + shows).orElse(shows));
    }

    /** Returns which command takes such a file, if one does. */
    static Optional<String> taking(FileKind kind) {
        return Optional.ofNullable(
                switch (kind) {
                    case BLOB -> "'keyhaul vault import-key --blob' imports it";
                    case KEK_RECORD, VAULT_KEY, PUBLIC_KEY ->
                            "'keyhaul byok create --kek FILE' takes it as a KEK";
                    case ATTESTATION -> "'keyhaul kek verify-attestation' verifies it";
                    case AWS_PARAMETERS -> "'keyhaul byok create --aws-parameters FILE' takes it";
                    case GCP_JOB -> "'keyhaul byok create --gcp-import-job FILE' takes it";
                    case PRIVATE_KEY, ENCRYPTED_PRIVATE_KEY, WINDOWS_KEY ->
                            "name it pem:FILE where a SOURCE is taken";
                    case PFX -> "name it pfx:FILE where a SOURCE is taken";
                    case TPD -> "name it tpd:FILE where a SOURCE is taken";
                    case CERTIFICATE ->
                            "a master copy can be made for it: 'keyhaul backup create --to"
                                    + " rsa:FILE'";
                    case CMS -> "its holder opens a sealed share with 'openssl cms -decrypt'";
                    case SHARE ->
                            "'keyhaul backup restore --share FILE' takes it, with the other"
                                    + " holders' shares";
                    case PASSPHRASE_SHARE ->
                            "'keyhaul backup restore' takes it, with its holder's passphrase";
                    case APPROVAL_REQUEST -> "'keyhaul approve FILE --key SOURCE' approves it";
                    case CEREMONY_RECORD ->
                            "'keyhaul ceremony report --verify-only' verifies a folder of them";
                    case COPY_MANIFEST, STORE_MARKER, STORE_JOURNAL ->
                            "name the store: 'keyhaul backup verify --store DIR' verifies it";
                    case LOCAL_VAULT_ACCESS ->
                            "'keyhaul vault show-key --local-vault FILE' takes it, as each vault"
                                    + " command does";
                    case BATCH_MANIFEST, BATCH_JOURNAL -> "'keyhaul batch run' takes a manifest";
                    case PRIVATE_JWK,
                            OPENSSH_KEY,
                            CERTIFICATE_REQUEST,
                            XRML,
                            REPORT,
                            PAGE,
                            CIPHERTEXT,
                            AZ_JSON,
                            STATUS_FILE ->
                            null;
                });
    }
}
