package dev.keyhaul.pkcs11.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which thread has which session, and since when. Guarded by the pool's monitor. */
final class LentSessions {
    /** Enough to see what is stuck. */
    private static final int MOST_TOLD = 20;

    private final Map<Session.State, Loan> lent = new LinkedHashMap<>();
    private final Map<Thread, Session> bound = new HashMap<>();

    private record Loan(Thread thread, Instant since) {}

    void lend(Session.State state) {
        lent.put(state, new Loan(Thread.currentThread(), Instant.now()));
    }

    void back(Session session) {
        lent.remove(session.state());
        unbind(session);
    }

    int count() {
        return lent.size();
    }

    List<Session.State> states() {
        return new ArrayList<>(lent.keySet());
    }

    /** Returns the session that this thread borrows parts of. */
    Optional<Session> ofThread() {
        return Optional.ofNullable(bound.get(Thread.currentThread()));
    }

    boolean bind(Session session) {
        return bound.putIfAbsent(Thread.currentThread(), session) == null;
    }

    void unbind(Session session) {
        bound.values().removeIf(other -> other.handle() == session.handle());
    }

    /** Returns what holds the sessions, for people: the calls inside, the oldest first. */
    String holders(List<ModuleCalls.Call> inside) {
        Stream<String> withoutCall =
                lent.entrySet().stream()
                        .filter(
                                loan ->
                                        inside.stream()
                                                .noneMatch(
                                                        call ->
                                                                call.session()
                                                                        == loan.getKey().handle()))
                        .map(Map.Entry::getValue)
                        .map(
                                loan ->
                                        "no call ("
                                                + ModuleCalls.holder(loan.thread(), loan.since())
                                                + ")");
        List<String> all =
                Stream.concat(inside.stream().map(ModuleCalls.Call::toString), withoutCall)
                        .toList();
        String told = all.stream().limit(MOST_TOLD).collect(Collectors.joining("; "));
        return all.size() > MOST_TOLD ? told + "; and " + (all.size() - MOST_TOLD) + " more" : told;
    }
}
