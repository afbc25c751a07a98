package dev.keyhaul.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.batch.OwnCode.Place;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.core.event.ItemEnd;
import dev.keyhaul.core.event.OperationListener;
import dev.keyhaul.core.event.Retry;
import dev.keyhaul.core.notice.Notifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listener hears of a batch. */
final class ListenerTest {
    @TempDir Path folder;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Long> operations = new CopyOnWriteArrayList<>();

    private final OperationListener listener =
            new OperationListener() {
                @Override
                public void batchItem(ItemEnd item) {
                    heard.add(item.line() + " " + item.outcome());
                    operations.add(item.operation());
                    threads.add(Thread.currentThread());
                }

                @Override
                public void retry(Retry retry) {
                    heard.add("from elsewhere");
                    operations.add(retry.operation());
                }
            };

    private long run(OwnCode own, OperationListener told, boolean resume) throws Exception {
        Batch batch = own.manifest("source,file", "own:k1,f1", "own:bad,f2").listener(told).check();
        try (BatchRun run = batch.open(folder.resolve("journal"), Shard.WHOLE, resume)) {
            run.run(1, (done, failed) -> {});
            return run.droppedEvents();
        }
    }

    @Test
    void items_areHeardOnce_onTheThreadOfTheRun() throws Exception {
        OwnCode own = new OwnCode(folder);
        own.hook =
                (place, name) -> {
                    if (place == Place.OPEN && name.equals("bad")) {
                        throw new IllegalStateException("broken");
                    }
                };
        assertThat(run(own, listener, false)).isZero();
        assertThat(heard).containsExactlyInAnyOrder("2 DONE", "3 FAILED");
        assertThat(threads).containsOnly(Thread.currentThread());

        heard.clear();
        own.hook = (place, name) -> {};
        Files.delete(folder.resolve("f1"));
        run(own, listener, true);
        assertThat(heard).containsExactlyInAnyOrder("2 LOST", "3 DONE");
    }

    @Test
    void listenerThatThrows_endsNoRun_andIsCounted() throws Exception {
        OwnCode own = new OwnCode(folder);
        OperationListener broken =
                new OperationListener() {
                    @Override
                    public void batchItem(ItemEnd item) {
                        throw new AssertionError("broken");
                    }
                };

        assertThat(run(own, broken, false)).isEqualTo(2);
        assertThat(folder.resolve("f2")).exists();
    }

    /** The item's key may be one in the clear: no listener of a token or a vault runs beside it. */
    @Test
    void eventsOfOthers_waitUntilTheKeyIsClosed() throws Exception {
        OwnCode own = new OwnCode(folder);
        Notifier ofVault = Notifier.to(listener);
        own.hook =
                (place, name) -> {
                    if (name.equals("k1")) {
                        heard.add(place.name());
                        if (place == Place.OPEN) {
                            ofVault.tell(told -> told.retry(new Retry("host", "GET", "/", 429, 2)));
                        }
                    }
                };
        run(own, new OperationListener() {}, false);

        assertThat(heard).endsWith("CLOSE", "from elsewhere").containsOnlyOnce("from elsewhere");
    }

    /** The file of an item gets its name later, by another thread. */
    @Test
    void eventsOfAnItem_haveItsNumber() throws Exception {
        OwnCode own = new OwnCode(folder);
        Notifier ofVault = Notifier.to(listener);
        own.hook =
                (place, name) -> {
                    if (place == Place.OPEN && name.equals("k1")) {
                        Retry retry = new Retry("host", "GET", "/", 429, 2);
                        ofVault.tell(told -> told.retry(retry));
                    }
                };
        run(own, listener, false);

        assertThat(heard).containsExactlyInAnyOrder("from elsewhere", "2 DONE", "3 DONE");
        long ofFirst = operations.get(heard.indexOf("from elsewhere"));
        assertThat(operations.get(heard.indexOf("2 DONE"))).isEqualTo(ofFirst);
        assertThat(operations.get(heard.indexOf("3 DONE"))).isNotEqualTo(ofFirst);
    }
}
