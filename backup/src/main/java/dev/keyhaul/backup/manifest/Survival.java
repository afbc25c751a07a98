package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.key.KeyOrigin;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a set of recipients survives, each loss taken alone.
 *
 * <p>Nobody tells this class who knows which PIN: each recipient counts as one person's, and each
 * share as its holder's.
 *
 * @param outlivesOriginToken whether somebody can open the copy when the token that the key came
 *     from is gone; true for keys that came from no token
 * @param outlivesOneRecipient whether somebody can open it when any one recipient is gone: its
 *     token, its password or its private key
 * @param outlivesOnePerson whether the others can open it when any one person is gone: the holder
 *     of a recipient or of a share
 * @since 0.1.0
 */
public record Survival(
        @Name("origin_token_lost") boolean outlivesOriginToken,
        @Name("one_recipient_lost") boolean outlivesOneRecipient,
        @Name("one_person_lost") boolean outlivesOnePerson) {

    /** Computes what the recipients survive. A token whose serial is unknown may be any token. */
    public static Survival of(KeyOrigin origin, Collection<? extends Recipient> recipients) {
        List<Recipient.TokenIdentity> tokens = devices(recipients);
        long elsewhere = recipients.stream().filter(r -> !(r instanceof Recipient.InToken)).count();
        boolean several = tokens.size() + elsewhere > 1;
        return new Survival(
                elsewhere > 0 || survivesOrigin(origin, tokens),
                several,
                several || recipients.stream().anyMatch(Recipient::outlivesAPerson));
    }

    private static boolean survivesOrigin(KeyOrigin origin, List<Recipient.TokenIdentity> tokens) {
        if (!origin.protection().isToken()) {
            return true;
        }
        Optional<Recipient.TokenIdentity> home = Recipient.TokenIdentity.of(origin);
        return home.isPresent()
                && tokens.stream().anyMatch(token -> !token.isSameDeviceAs(home.get()));
    }

    private static List<Recipient.TokenIdentity> devices(
            Collection<? extends Recipient> recipients) {
        Map<List<String>, Recipient.TokenIdentity> devices = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            if (recipient instanceof Recipient.InToken held) {
                devices.putIfAbsent(held.token().device(), held.token());
            }
        }
        return List.copyOf(devices.values());
    }

    /** Whether this claims to survive a loss that {@code computed} does not. */
    public boolean claimsMoreThan(Survival computed) {
        Arguments.notNull("computed", computed);
        return (outlivesOriginToken && !computed.outlivesOriginToken)
                || (outlivesOneRecipient && !computed.outlivesOneRecipient)
                || (outlivesOnePerson && !computed.outlivesOnePerson);
    }

    /**
     * Returns a sentence for each loss, for people; a key that came from no token says so instead
     * of the first.
     */
    public List<String> sentences(KeyOrigin origin) {
        return List.of(
                origin.protection().isToken()
                        ? sentence(outlivesOriginToken, "the token that the key came from")
                        : "is of a key that did not come from a token",
                sentence(outlivesOneRecipient, "any one recipient"),
                sentence(
                        outlivesOnePerson,
                        "any one person, if each recipient belongs to a different person"));
    }

    private static String sentence(boolean survives, String loss) {
        return (survives ? "survives" : "does not survive") + " the loss of " + loss;
    }
}
