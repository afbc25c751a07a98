package dev.keyhaul.core.byok;

import dev.keyhaul.core.RefusedException;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Several ways to authenticate one KEK: each must hold, and one of them must be enough alone. */
record SeveralWays(List<KekProvenance> ways) implements KekProvenance {
    /** What one way leaves open and another may prove. */
    private static final Set<String> PROVEN_BY_OTHERS = Set.of(IN_HSM, MADE_THERE);

    SeveralWays {
        ways = List.copyOf(ways);
    }

    @Override
    public Result check(RSAPublicKey kek, @Nullable KeyIdentifier kid) throws RefusedException {
        List<Result> found = new ArrayList<>();
        for (KekProvenance way : ways) {
            found.add(way.check(kek, kid));
        }
        return new Result(
                found.stream().map(Result::label).collect(Collectors.joining(" and ")),
                notProven(found),
                missing(found));
    }

    private static List<String> notProven(List<Result> found) {
        Set<String> open = new LinkedHashSet<>();
        found.forEach(finding -> open.addAll(finding.notProven()));
        open.removeIf(
                claim ->
                        PROVEN_BY_OTHERS.contains(claim)
                                && !found.stream().allMatch(f -> f.notProven().contains(claim)));
        return List.copyOf(open);
    }

    private static Optional<String> missing(List<Result> found) {
        return found.stream().allMatch(finding -> finding.missing().isPresent())
                ? found.stream().findFirst().flatMap(Result::missing)
                : Optional.empty();
    }
}
