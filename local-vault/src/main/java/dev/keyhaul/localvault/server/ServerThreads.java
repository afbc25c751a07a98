package dev.keyhaul.localvault.server;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a server, made as they are needed.
 *
 * <p>The JDK's server reads a request's header in the thread that answers it, so a connection with
 * half a header holds a thread. There are as many threads as connections may be open: only then do
 * such connections keep no other request waiting.
 */
public final class ServerThreads {
    /** The connections of both ports, as the command line bounds them. */
    private static final int MOST = 2 * 200;

    private static final int IDLE_SECONDS = 10;

    private ServerThreads() {}

    public static ExecutorService create() {
        OnlyToIdleThreads queue = new OnlyToIdleThreads();
        return new ThreadPoolExecutor(
                0,
                MOST,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                queue,
                (request, threads) -> {
                    // An application that does not bound the connections: they wait in turn.
                    if (!threads.isShutdown()) {
                        queue.keep(request);
                    }
                });
    }

    /** A pool makes a thread only if its queue refuses the work. */
    private static final class OnlyToIdleThreads extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable request) {
            return tryTransfer(request);
        }

        void keep(Runnable request) {
            super.offer(request);
        }
    }
}
