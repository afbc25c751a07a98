package dev.keyhaul.localvault.access;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One token, and one access file, for each identity. Thread-safe. */
public final class AccessTokens implements AutoCloseable {
    private final Map<TokenHolder, AccessToken> tokens = new LinkedHashMap<>();

    private AccessTokens() {}

    /**
     * Makes the owner's token, for {@code file}, and one for {@code file.NAME} for each other
     * identity. The files that a killed server left are removed; {@link #write} makes new ones.
     *
     * @throws FileException when one of the files is any other, or its server still runs
     * @throws MalformedIdentifierException when two identities share a name
     */
    public static AccessTokens create(Path file, List<TokenHolder> identities, SecureRandom random)
            throws KeyTransferException {
        requireDistinct(identities);
        AccessTokens made = new AccessTokens();
        try {
            made.tokens.put(TokenHolder.OWNER, AccessToken.create(file, random));
            for (TokenHolder identity : identities) {
                Path own = file.resolveSibling(file.getFileName() + "." + identity.name());
                made.tokens.put(identity, AccessToken.create(own, random));
            }
            return made;
        } catch (KeyTransferException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /**
     * Writes the access files, for their owner alone to read.
     *
     * @throws FileException when one exists or cannot be written; closing removes the others
     */
    public void write(int port) throws FileException {
        for (AccessToken token : tokens.values()) {
            token.write(port);
        }
    }

    private static void requireDistinct(List<TokenHolder> identities)
            throws MalformedIdentifierException {
        Set<String> names = new HashSet<>(Set.of(TokenHolder.OWNER.name()));
        for (TokenHolder identity : identities) {
            if (!names.add(identity.name())) {
                throw new MalformedIdentifierException(
                        Reason.VALUE_TWICE,
                        "two identities have the name " + identity.name(),
                        "give each grant a different name; 'owner' is the identity of the first access file");
            }
        }
    }

    /**
     * Returns who presents this Authorization header; every token is compared, in constant time.
     */
    public Optional<TokenHolder> presenter(String authorization) {
        List<TokenHolder> presenters = new ArrayList<>();
        tokens.forEach(
                (identity, token) -> {
                    if (token.isPresentedBy(authorization)) {
                        presenters.add(identity);
                    }
                });
        return presenters.stream().findFirst();
    }

    /** Returns the access file of each identity by its name, the owner's first. */
    public Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        tokens.forEach((identity, token) -> files.put(identity.name(), token.file()));
        return files;
    }

    /** Wipes the tokens and deletes their files. */
    @Override
    public void close() {
        tokens.values().forEach(AccessToken::close);
    }
}
