package dev.keyhaul.keyvault;

import com.azure.core.credential.AccessToken;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;
import java.util.Arrays;
import java.util.Base64;

/**
 * As whom the vault will see this process, read from the claims of the access token; to be shown
 * before anything is changed. The token itself is never handed out.
 *
 * @param tenantId the tenant that issued the token (claim {@code tid})
 * @param objectId the user or service principal (claim {@code oid})
 * @param application the client that asked for the token (claims {@code appid} or {@code azp}), or
 *     empty
 * @param name the user's sign-in name (claims {@code upn} or {@code unique_name}), or empty
 * @since 0.1.0
 */
public record Identity(String tenantId, String objectId, String application, String name) {
    /** A rehearsal's, whose token says nothing about anybody. */
    public static final Identity REHEARSAL =
            new Identity("rehearsal", "rehearsal", "", "the local vault's own token");

    public Identity {
        Arguments.notNull("tenantId", tenantId, "objectId", objectId, "application", application);
        Arguments.notNull("name", name);
    }

    static Identity of(AccessToken token) throws KeyVaultException {
        try {
            return of(claims(token.getToken()));
        } catch (MalformedInputException e) {
            // The message names the claim; the cause could quote it.
            throw KeyVaultException.unusable(
                    "the access token is unusable: " + e.getMessage(), null);
        }
    }

    private static Identity of(JsonObject claims) throws MalformedInputException {
        return new Identity(
                claims.string("tid"),
                claims.string("oid"),
                first(claims, "appid", "azp"),
                first(claims, "upn", "unique_name", "preferred_username"));
    }

    /** The signature is the vault's to check, not ours. */
    private static JsonObject claims(String jwt) throws MalformedInputException {
        int begin = jwt.indexOf('.') + 1;
        int end = jwt.indexOf('.', begin);
        byte[] claims = {};
        try {
            if (begin > 0 && end >= 0 && end == jwt.lastIndexOf('.')) {
                // Without a copy of the signature: the claims alone open nothing.
                claims = Base64.getUrlDecoder().decode(jwt.substring(begin, end));
                return JsonObject.parse(claims);
            }
        } catch (IllegalArgumentException | MalformedInputException e) {
            // Fall through, and without the cause: it may quote the token.
        } finally {
            Arrays.fill(claims, (byte) 0);
        }
        throw new MalformedInputException(
                Reason.VAULT_ANSWER, "it has no claims, because it is not a JWT");
    }

    private static String first(JsonObject claims, String... names) throws MalformedInputException {
        for (String name : names) {
            if (claims.has(name)) {
                return claims.string(name);
            }
        }
        return "";
    }
}
