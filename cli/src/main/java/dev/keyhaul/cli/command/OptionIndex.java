package dev.keyhaul.cli.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which field each option sets, by the class that declares it: what the annotations say, without
 * the time that it takes to read them. {@code OptionIndexTest} compares the two, and prints what
 * must stand here.
 */
final class OptionIndex {
    /** A field with an object that has options. */
    static final String MIXIN = "mixin";

    /** An option that must be given. */
    static final String REQUIRED = "required";

    /** An option that excludes the others of its class. */
    static final String EXCLUSIVE = "exclusive";

    /** The class has what picocli alone can read, on every command line. */
    static final String PICOCLI = "picocli";

    /** Every class's name without this. */
    static final String PACKAGE = "dev.keyhaul.cli.";

    /**
     * A class without indent; then what it declares: the kind, the field, and the option's names.
     * What is missing, such as an option that may be repeated, picocli reads where it is given.
     */
    static final String TEXT =
            """
            approve.ApproveCommand
             picocli
             mixin key
             option yes --yes
            audit.AuditCommand
             mixin options
             mixin overwrite
            audit.AuditOptions
             picocli
             option vault --vault
             option name --name
             option record --record
             option window --window
             option gap --gap
             option strict --strict
             option html --html
             option csv --csv
             option parquet --parquet
             option temp --temp
             option memoryMiB --memory
             option threads --threads
            backup.BackupCreateCommand
             mixin key
             required store --store
             mixin recipients
             option sameTokenOnly --same-token-only
             option leaveToken --leave-token
             mixin strategy
             mixin approval
            backup.BackupDrillCommand
             mixin chosen
             mixin expected
             mixin opening
             mixin trust
            backup.BackupEvidenceKeyCommand
             mixin store
             option next --to
             option takesOver --take-over
             option head --expect-head
             option reason --reason
            backup.BackupListCommand
             mixin store
             option maxAge --max-age
             mixin trust
            backup.BackupRepairCommand
             mixin store
            backup.BackupRestoreCommand
             mixin chosen
             mixin expected
             mixin opening
             mixin trust
             option label --label
             option output -o
             option keyId --key-id
             option extractable --extractable
             mixin approval
             mixin newPassword
             mixin overwrite
            backup.BackupShowCommand
             mixin chosen
             mixin trust
            backup.BackupVerifyCommand
             mixin store
             option id --id
             option all --all
             mixin trust
            backup.CopyOption
             mixin store
             required id --id
            backup.OpeningOptions
             option token --token
            backup.RecipientOptions
             picocli
             mixin shares
             option generate --generate
             mixin weakPassword
             mixin tokenPin
             mixin password
            backup.ShareOptions
            backup.StoreOption
             required folder --store
            backup.TrustOptions
             option signedBy --signed-by
             option head --expect-head
            batch.BatchRunCommand
             picocli
             option jobs --jobs
             option resume --resume
             option shard --shard
             option journalFile --journal
             option acceleration --accelerate
             option checkPrimes --check-primes
             mixin kekTrust
             mixin vaultAccess
             mixin wrap
             mixin recipientPin
             mixin newPassword
             mixin weakPassword
             mixin approval
             mixin profile
             mixin overwrite
            batch.KekTrust
             option rehearsal --rehearsal
            byok.ByokCreateCommand
             mixin target
             mixin kekOptions
             required out -o --out
             option format --format
             option oaep --oaep
             mixin cloudOptions
             option rehearsal --rehearsal
             mixin wrap
             mixin approval
             mixin profile
             mixin overwrite
            byok.ByokInspectCommand
             picocli
            byok.ByokLintCommand
             picocli
             option kek --kek
             option kid --kid
             option vault --vault
            byok.ByokOpenCommand
             picocli
             required kekKey --kek-key
             required expected --public
             mixin password
            byok.CloudOptions
             option awsParameters --aws-parameters
             option awsKey --aws-key
             option awsAlgorithm --aws-algorithm
             option awsExpires --aws-expires
             option gcpJob --gcp-import-job
             option gcpKey --gcp-key
             option gcpAlgorithm --gcp-algorithm
            byok.TargetOptions
             option source --key
             option wrapped --from-wrapped
             option publicKey --public
            command.KeyhaulCommand
             mixin options
            command.RecordedCommand
             mixin evidence
             mixin access
            command.ReportingCommand
             option json --json
            completion.CompletionCommand
             picocli
            demo.DemoCommand
             option dir --dir
             option module --module
             option keep --keep
            evidence.ApprovalOptions
             option folder --approvals
            evidence.RecordOptions
             option folder --record
             mixin signing
            evidence.SigningOptions
             option source --sign-with
             option pinFile --sign-pin-file
            kek.KekAttestCommand
             picocli
             option kid --kid
             option kek --kek
             option owner --hsm-owner-sha256
            kek.KekCreateCommand
             mixin vault
             option bits --bits
             mixin approval
            kek.KekDisableCommand
             mixin vault
             mixin approval
            kek.KekDownloadCommand
             mixin vault
             required out -o --out
             option ceremony --ceremony
             mixin approval
             mixin overwrite
            key.CopiesBeforeSeal
             option signedBy --signed-by
             option withoutCopies --without-copies
            key.KeyDeleteCommand
             mixin source
             option fingerprint --fingerprint
             mixin approval
            key.KeyExportPublicCommand
             mixin key
             option out -o --out
             option format --format
             mixin access
             mixin overwrite
            key.KeyGenerateCommand
             mixin place
             option bits --bits
             option type --type
             option curve --curve
             option purpose --purpose
             option notExtractable --not-extractable
            key.KeyImportCommand
             required source --key
             mixin place
             option extractable --extractable
             option expect --expect
             option recovery --recovery
             option leaveToken --leave-token
             mixin strategy
             mixin approval
             mixin recipientPin
            key.KeyInspectCommand
             mixin key
             mixin access
            key.KeyListCommand
             required token --token
             mixin tokenOptions
            key.KeySealCommand
             mixin source
             option fingerprint --fingerprint
             mixin copies
             mixin approval
            key.NewTokenKeyOptions
             required token --token
             required label --label
             option id --id
            option.AccessOptions
             mixin token
             mixin file
             option allowWeakKey --allow-weak-key
            option.ConsoleOptions
             option quiet -q --quiet
             option verbose -v --verbose
            option.ExpectedKeyOption
             required expected --expect
            option.ExpectedServerOption
             option expected --expect
            option.KekOptions
             option file --kek
             option kid --kid
             mixin provenance
             option vault --vault
            option.KekProvenanceOptions
             option fingerprint --kek-sha256
             option signer --kek-signed-by
             option ceremony --ceremony
             option owner --hsm-owner-sha256
             option expiredAllowed --allow-expired-kek
            option.KeySourceOption
             required source --key
            option.ModuleOptions
             option module --module
             option backend --backend
            option.NewPasswordOptions
             mixin way
            option.NewPasswordOptions$Ways
             exclusive file --out-password-file
             exclusive environment --out-password-env
            option.OverwriteOption
             option force --force
            option.PasswordOptions
             mixin way
            option.PasswordOptions$Ways
             exclusive file --password-file
             exclusive environment --password-env
            option.PfxOptions
             mixin password
             option allowNoMac --allow-no-mac
            option.ProfileOption
             option profile --profile
            option.RecipientPinOption
             option file --to-pin-file
            option.StrategyOption
             option rule --strategy
            option.TokenOptions
             mixin module
             mixin pin
            option.TokenOptions$PinOptions
             exclusive file --pin-file
             exclusive environment --pin-env
             exclusive descriptor --pin-fd
            option.VaultAccessOptions
             option credential --credential
             option via --via
             option viaTokenFile --via-token-file
            option.VaultOptions
             picocli
             required name --name
             mixin access
            option.WeakPasswordOption
             option allowed --allow-weak-password
            pfx.PfxCreateCommand
             mixin key
             required out -o --out
             option subject --subject
             option certificate --certificate
             option alias --alias
             option legacy --legacy
             mixin access
             mixin newPassword
             mixin overwrite
            pfx.PfxInspectCommand
             picocli
             mixin pfxOptions
            report.RecordsOption
             picocli
            report.ReportCommand
             mixin records
             option out -o --out
             option title --title
             option paper --paper
             mixin overwrite
            report.ReportVerifyCommand
             mixin records
             option files --files
             option allowMissing --allow-missing
            source.WrapOptions
             mixin strategy
             option proveIn --prove-in
             option store --prove-in-store
             option pinFile --prove-in-pin-file
            status.StatusCommand
             picocli
             mixin access
            tenant.AzFiles
             option vault --vault-json
             option key --key-json
             option keys --keys-json
             option rotation --rotation-json
             option account --account-json
             option principal --sp-json
             option roles --role-json
             option definitions --role-definition-json
            tenant.TenantCheckCommand
             mixin az
             option tenantId --tenant-id
             option region --region-url
             option token --token
             option keyedTpd --keyed-tpd
             option store --store
             mixin trust
             mixin moduleOptions
            tenant.TenantRegionCommand
             picocli
            tenant.TenantRunbookCommand
             required origin --origin
             option shell --shell
             required vault --vault
             required name --name
             option key --key
             option kekName --kek-name
             option tenantId --tenant-id
             option subscription --subscription
             option resourceGroup --resource-group
             option location --location
             option regionUrl --region-url
             option out -o --out
             option pinFile --pin-file
             option passwordFile --password-file
             option secondVault --second-vault
             option oldKey --old-key
             option logStorage --log-storage
             option allowedIps --allowed-ips
             mixin overwrite
            token.TokenInfoCommand
             required token --token
             mixin moduleOptions
            token.TokenInitCommand
             required token --token
             option soPinFile --so-pin-file
            token.TokenListCommand
             mixin moduleOptions
            token.TokenProbeCommand
             required token --token
             option report --report
             option identity --with-identity
             mixin overwrite
             mixin signing
             mixin access
            tpd.TpdConvertCommand
             picocli
             required keylessOut --keyless-out
             option keyOut --key-out
             option keyUrl --key-url
             mixin expected
             mixin password
             mixin newPassword
             mixin overwrite
            tpd.TpdInspectCommand
             picocli
             mixin expected
             mixin passwordOptions
            vault.ExistingKek
             option name --kek-name
             option recordFile --kek-record
             mixin provenance
            vault.KindOptions
             option type --type
             option curve --curve
            vault.NewKeyOptions
             mixin vault
             option newVersion --force
            vault.ServedVaults
             option sku --sku
             option subscription --subscription
             option geography --geography
             option purgeable --purgeable
             option recoverableDays --recoverable-days
             option transitionSeconds --transition
             option accessPolicies --access-policies
             option state --state
             option log --log
            vault.VaultBackupCommand
             mixin vault
             option out -o --out
             option store --store
             option id --id
             mixin overwrite
            vault.VaultCreateCommand
             mixin vault
             option bits --bits
             mixin kindOptions
             option protection --protection
             mixin profile
            vault.VaultImportCommand
             mixin key
             mixin vault
             mixin existing
             option protection --protection
             mixin wrap
             option rehearsal --rehearsal
             mixin approval
             mixin profile
            vault.VaultServeCommand
             option port --port
             option tlsPort --tls-port
             option tokenFile --token-file
             mixin vaults
            vault.VaultSetOperationsCommand
             mixin vault
             option expect --expect
             mixin profile
            vault.VaultShowCommand
             mixin vault
            vault.VaultUploadCommand
             picocli
             mixin vault
             mixin expected
             mixin kindOptions
             option kek --kek
             mixin approval
             mixin profile
            """;

    private static final Map<String, List<String>> BY_CLASS = byClass();

    private OptionIndex() {}

    /** Returns the lines of a class; picocli reads what the index does not have. */
    static List<String> of(Class<?> type) {
        return BY_CLASS.getOrDefault(type.getName().substring(PACKAGE.length()), List.of(PICOCLI));
    }

    private static Map<String, List<String>> byClass() {
        Map<String, List<String>> all = new HashMap<>();
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < TEXT.length()) {
            int to = TEXT.indexOf('\n', from);
            if (TEXT.charAt(from) == ' ') {
                lines.add(TEXT.substring(from + 1, to));
            } else {
                lines = new ArrayList<>();
                all.put(TEXT.substring(from, to), lines);
            }
            from = to + 1;
        }
        return all;
    }
}
