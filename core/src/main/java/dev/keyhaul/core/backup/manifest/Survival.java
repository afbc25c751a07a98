package dev.keyhaul.core.backup.manifest;

import dev.keyhaul.core.key.KeyOrigin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a set of recipients survives, each loss taken alone.
 *
 * @param originTokenLost whether somebody can open the copy when the token that the key came from
 *     is gone; true for keys that came from no token
 * @param oneRecipientLost whether somebody can open it when any one recipient's token is gone
 */
public record Survival(boolean originTokenLost, boolean oneRecipientLost) {

    /** Computes what the recipients survive. A token whose serial is unknown may be any token. */
    public static Survival of(KeyOrigin origin, Collection<? extends Recipient> recipients) {
        List<TokenIdentity> tokens = devices(recipients);
        return new Survival(survivesOrigin(origin, tokens), tokens.size() > 1);
    }

    private static boolean survivesOrigin(KeyOrigin origin, List<TokenIdentity> tokens) {
        if (origin.protection() == KeyOrigin.Protection.SOFTWARE) {
            return true;
        }
        Optional<TokenIdentity> home = TokenIdentity.of(origin);
        return home.isPresent()
                && tokens.stream().anyMatch(token -> !token.isSameDeviceAs(home.get()));
    }

    private static List<TokenIdentity> devices(Collection<? extends Recipient> recipients) {
        List<TokenIdentity> devices = new ArrayList<>();
        for (Recipient recipient : recipients) {
            if (recipient instanceof TokenRecipient held
                    && devices.stream().noneMatch(held.token()::isSameDeviceAs)) {
                devices.add(held.token());
            }
        }
        return devices;
    }

    /** Tells whether this claims to survive a loss that {@code computed} does not. */
    public boolean claimsMoreThan(Survival computed) {
        return (originTokenLost && !computed.originTokenLost)
                || (oneRecipientLost && !computed.oneRecipientLost);
    }

    /** Returns a sentence for each loss, for people. */
    public List<String> sentences() {
        return List.of(
                (originTokenLost ? "survives" : "does not survive")
                        + " the loss of the token that the key came from",
                (oneRecipientLost ? "survives" : "does not survive")
                        + " the loss of any one recipient's token");
    }
}
