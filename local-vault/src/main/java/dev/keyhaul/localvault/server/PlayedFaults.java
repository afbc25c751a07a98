package dev.keyhaul.localvault.server;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.access.TokenHolder;
import dev.keyhaul.localvault.crypto.KeyMaterial;
import dev.keyhaul.localvault.fault.Fault;
import dev.keyhaul.localvault.fault.FaultKind;
import dev.keyhaul.localvault.fault.FaultPlan;
import dev.keyhaul.localvault.http.Answer;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.KeySwap;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Plays the faults that somebody asked for, before, in and after the work on a request. */
public final class PlayedFaults {
    private final FaultPlan plan;
    private final SecureRandom random;
    private final Permissions permissions;
    private final Map<String, KeyMaterial> wrongKeys = new ConcurrentHashMap<>();

    public PlayedFaults(FaultPlan plan, SecureRandom random, Permissions permissions) {
        this.plan = plan;
        this.random = random;
        this.permissions = permissions;
    }

    /** Who asks whom, from where. */
    record Scene(TokenHolder caller, String clientAddress, VaultHost host) {}

    Answer around(RoutedRequest call, Scene scene, RoutedRequest.Action work)
            throws RefusedRequest {
        Set<FaultKind> later = EnumSet.noneOf(FaultKind.class);
        for (Fault fault : plan.next(call.operation())) {
            switch (fault.kind()) {
                case SLOW -> await(fault.seconds());
                case CUT_BEFORE -> {
                    return Answer.CUT;
                }
                case CUT_AFTER, WRONG_KEY -> later.add(fault.kind());
                default -> throw refusal(fault, scene);
            }
        }
        Answer answer =
                work.run(later.contains(FaultKind.WRONG_KEY) ? this::wrongKey : KeySwap.NONE);
        return later.contains(FaultKind.CUT_AFTER) ? Answer.CUT : answer;
    }

    /** The key that a wrong answer shows and uses: one for each kind, made when first needed. */
    private KeyMaterial wrongKey(KeyMaterial asked) {
        return wrongKeys.computeIfAbsent(asked.kind(), kind -> asked.another(random));
    }

    private RefusedRequest refusal(Fault fault, Scene scene) {
        return switch (fault.kind()) {
            case UNAUTHORIZED -> RefusedRequest.unauthorized("played on demand: token not taken");
            case FIREWALL ->
                    permissions.byFirewall(scene.caller(), scene.clientAddress(), scene.host());
            case THROTTLED -> RefusedRequest.throttled(fault.seconds());
            case INTERNAL_ERROR -> RefusedRequest.played(500, "InternalServerError");
            case BAD_GATEWAY -> RefusedRequest.played(502, "BadGateway");
            case UNAVAILABLE -> RefusedRequest.played(503, "ServiceUnavailable");
            case GATEWAY_TIMEOUT -> RefusedRequest.played(504, "GatewayTimeout");
            case SLOW, CUT_BEFORE, CUT_AFTER, WRONG_KEY ->
                    throw new IllegalArgumentException("no refusal: " + fault);
        };
    }

    private static void await(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            // The server stops.
            Thread.currentThread().interrupt();
        }
    }
}
