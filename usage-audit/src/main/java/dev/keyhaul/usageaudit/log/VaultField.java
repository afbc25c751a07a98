package dev.keyhaul.usageaudit.log;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A text that an audit takes from a record, and the names it has: in a blob of the log container,
 * in Log Analytics' table {@code AzureDiagnostics}, and in its table {@code AZKVAuditLogs}.
 */
enum VaultField {
    TIME("time", "TimeGenerated"),
    CATEGORY("category", "Category"),
    /** The table of Log Analytics. */
    TABLE("Type"),
    OPERATION("operationName", "OperationName"),
    RESULT_TYPE("resultType", "ResultType"),
    RESULT_SIGNATURE("resultSignature", "ResultSignature"),
    CALLER_IP("callerIpAddress", "CallerIPAddress", "CallerIpAddress"),
    RESOURCE("resourceId", "ResourceId"),
    /** Log Analytics adds it to every table; AzureDiagnostics has both. */
    RESOURCE_OF_TABLE("_ResourceId"),
    CORRELATION_ID("correlationId", "CorrelationId"),
    DURATION("durationMs", "DurationMs"),
    ID("id", "id_s", "Id"),
    REQUEST_URI("requestUri", "requestUri_s", "RequestUri"),
    STATUS("httpStatusCode", "httpStatusCode_d", "HttpStatusCode"),
    IDENTITY("identity", "identity_s", "Identity"),
    APP_ID("identity_claim_appid_g", "identity_claim_appid_s"),
    OBJECT_ID("identity_claim_oid_g", "identity_claim_oid_s"),
    OBJECT_ID_BY_URI(
            "identity_claim_http_schemas_microsoft_com_identity_claims_objectidentifier_g",
            "identity_claim_http_schemas_microsoft_com_identity_claims_objectidentifier_s"),
    UPN("identity_claim_upn_s"),
    UPN_BY_URI("identity_claim_http_schemas_xmlsoap_org_ws_2005_05_identity_claims_upn_s");

    private static final Map<String, VaultField> BY_NAME =
            Arrays.stream(values())
                    .flatMap(
                            field -> Arrays.stream(field.names).map(name -> Map.entry(name, field)))
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    @SuppressWarnings("ImmutableEnumChecker") // given by the constants alone
    private final String[] names;

    VaultField(String... names) {
        this.names = names;
    }

    /** Returns the field that a member or column of this name holds, or null. */
    static @Nullable VaultField named(String name) {
        return BY_NAME.get(name);
    }
}
