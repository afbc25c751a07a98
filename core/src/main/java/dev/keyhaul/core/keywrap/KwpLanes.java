package dev.keyhaul.core.keywrap;

import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Eight AES-KWP lanes that take their steps in turn. Jobs may differ in length: a lane that is done
 * gets the next job while the others go on. Results are handed on in the order of the jobs.
 *
 * <p>Not thread-safe.
 */
final class KwpLanes implements AutoCloseable {
    /** Eight keep the AES unit of today's processors busy; four nearly do. */
    static final int LANES = 8;

    /** How many jobs may be begun and not handed on: lanes go on beside one that is longer. */
    static final int WINDOW = 4 * LANES;

    /**
     * Where jobs come from, and where results go.
     *
     * @param <J> a job that was begun
     * @param <R> its result
     */
    interface Work<J, R> {
        boolean hasNext();

        /** Takes the next item, and begins the lane with it. */
        J begin(KwpLane lane) throws GeneralSecurityException;

        /** Makes the result from the lane, which has taken its last step. */
        R finish(J job, KwpLane lane);

        void accept(R result);

        /** Wipes a result that nobody will take. */
        void discard(R result);
    }

    private static final class Turn<J, R> {
        private final J job;
        private @Nullable R result;

        Turn(J job) {
            this.job = job;
        }
    }

    /** The first {@link #busy} are at work; their order has no meaning. */
    private final KwpLane[] lanes = new KwpLane[LANES];

    private int busy;

    /** Makes the lanes for one direction, each with a cipher of its own. */
    KwpLanes(boolean wraps, CipherSource ciphers) throws GeneralSecurityException {
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new KwpLane(wraps, ciphers);
        }
    }

    /**
     * Does all the work. When no job can be begun because of an unchecked exception, the jobs
     * before it are finished and handed on first; one from {@link Work#accept} ends all at once.
     */
    <J, R> void run(Work<J, R> work) throws GeneralSecurityException {
        new Run<>(work).run();
    }

    private final class Run<J, R> {
        private final Work<J, R> work;
        private final Deque<Turn<J, R>> taken = new ArrayDeque<>(WINDOW);

        /** The turn of each busy lane, by its index. */
        private final List<Turn<J, R>> turns = new ArrayList<>(LANES);

        private @Nullable RuntimeException noMore;

        Run(Work<J, R> work) {
            this.work = work;
        }

        void run() throws GeneralSecurityException {
            try {
                fillLanes();
                while (busy > 0) {
                    takeSteps(lanes, busy, stepsUntilOneIsDone());
                    finishDone();
                    handOn();
                    fillLanes();
                }
            } finally {
                wipeLanes();
                taken.forEach(this::discard);
            }
            if (noMore != null) {
                throw noMore;
            }
        }

        private void fillLanes() throws GeneralSecurityException {
            while (busy < LANES && taken.size() < WINDOW && noMore == null) {
                try {
                    if (!work.hasNext()) {
                        return;
                    }
                    Turn<J, R> turn = new Turn<>(work.begin(lanes[busy]));
                    taken.add(turn);
                    turns.add(turn);
                    busy++;
                } catch (RuntimeException e) {
                    noMore = e;
                }
            }
        }

        private void finishDone() {
            for (int i = busy - 1; i >= 0; i--) {
                if (lanes[i].stepsLeft() == 0) {
                    Turn<J, R> turn = turns.get(i);
                    turn.result = work.finish(turn.job, lanes[i]);
                    retire(i);
                }
            }
        }

        private void retire(int index) {
            busy--;
            KwpLane done = lanes[index];
            lanes[index] = lanes[busy];
            lanes[busy] = done;
            turns.set(index, turns.get(busy));
            turns.remove(busy);
        }

        private void handOn() {
            for (Turn<J, R> first = taken.peek(); first != null; first = taken.peek()) {
                R result = first.result;
                if (result == null) {
                    return;
                }
                taken.remove();
                work.accept(result);
            }
        }

        private void discard(Turn<J, R> turn) {
            if (turn.result != null) {
                work.discard(turn.result);
            }
        }
    }

    private int stepsUntilOneIsDone() {
        int steps = Integer.MAX_VALUE;
        for (int i = 0; i < busy; i++) {
            steps = Math.min(steps, lanes[i].stepsLeft());
        }
        return steps;
    }

    /**
     * All blocks first, then all registers: no lane waits for what it has just stored. The loops
     * are a static method on locals: fields would be read again after each call of the cipher.
     */
    private static void takeSteps(KwpLane[] lanes, int busy, int steps)
            throws GeneralSecurityException {
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < busy; i++) {
                lanes[i].encryptBlock();
            }
            for (int i = 0; i < busy; i++) {
                lanes[i].collectAndStage();
            }
        }
    }

    private void wipeLanes() {
        busy = 0;
        for (KwpLane lane : lanes) {
            lane.wipe();
        }
    }

    /** Zeroes what the lanes hold. */
    @Override
    public void close() {
        for (KwpLane lane : lanes) {
            lane.close();
        }
    }
}
