package dev.keyhaul.batch;

import dev.keyhaul.batch.destination.BatchDestination;
import dev.keyhaul.batch.destination.BatchTarget;
import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.destination.Delivery;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * An application with a source {@code own:NAME} and two destinations, a file and a service, whose
 * code does in each {@link Place} what a test wants it to.
 */
final class OwnCode implements SourceSecrets {
    /** Where a batch calls code of the application for an item. */
    enum Place {
        PARSE_SOURCE,
        MAY_BE_SOFTWARE,
        SECRET,
        OPEN,
        KEY,
        CLOSE,
        PARSE_TARGET,
        FILE,
        DECIDE,
        DELIVER,
        SEND,
        FIND
    }

    /** Called at each place with the item's source or destination; throws or not. */
    interface Hook {
        void at(Place place, String name);
    }

    final Map<String, String> sent = new ConcurrentHashMap<>();
    volatile Hook hook = (place, name) -> {};
    volatile Runnable onSync = () -> {};

    /** Who can open what goes to a destination. */
    volatile String opener = "somebody";

    /** What the service answers. */
    volatile String answer = "received";

    private final Path folder;

    OwnCode(Path folder) {
        this.folder = folder;
    }

    Batch.Settings manifest(String... lines) throws Exception {
        Path manifest =
                Files.writeString(folder.resolve("keys.csv"), String.join("\n", lines) + "\n");
        return Batch.of(
                        new BatchManifest(manifest),
                        KeySources.of(List.of(new Source())),
                        this,
                        new Destination("file"),
                        new Destination("service"))
                // A test waits for no disk.
                .sync(
                        folders -> {
                            onSync.run();
                            return folders;
                        });
    }

    @Override
    public Passphrase password(String of) {
        hook.at(Place.SECRET, of);
        return Passphrase.moveFrom("open sesame".toCharArray());
    }

    @Override
    public Passphrase pin(String tokenLabel) throws KeyTransferException {
        throw new RefusedException(Reason.EXTENSION_FAILED, "no token here");
    }

    private final class Source implements KeySource {
        @Override
        public String scheme() {
            return "own";
        }

        @Override
        public String form() {
            return "own:NAME";
        }

        @Override
        public NamedKey parse(String rest, Path baseFolder) {
            hook.at(Place.PARSE_SOURCE, rest);
            return new NamedKey() {
                @Override
                public Secret secret() {
                    return Secret.PASSWORD;
                }

                @Override
                public boolean mayBeSoftware() {
                    hook.at(Place.MAY_BE_SOFTWARE, rest);
                    return true;
                }

                @Override
                public OpenedKey open(SourceContext context) throws KeyTransferException {
                    return openUnchecked(context);
                }

                @Override
                public OpenedKey openUnchecked(SourceContext context) throws KeyTransferException {
                    context.secrets().password(rest).close();
                    hook.at(Place.OPEN, rest);
                    return opened(rest);
                }
            };
        }
    }

    private OpenedKey opened(String name) {
        TransferableKey key = GeneratedKeys.software(2048, "own");
        return new OpenedKey() {
            @Override
            public TransferableKey key() {
                hook.at(Place.KEY, name);
                return key;
            }

            @Override
            public void close() {
                key.close();
                hook.at(Place.CLOSE, name);
            }
        };
    }

    private final class Destination implements BatchDestination {
        private final String column;

        Destination(String column) {
            this.column = column;
        }

        @Override
        public String namingColumn() {
            return column;
        }

        @Override
        public List<String> otherColumns() {
            return List.of();
        }

        @Override
        public BatchTarget parse(BatchItem item) throws KeyTransferException {
            String name = item.required(column);
            hook.at(Place.PARSE_TARGET, name);
            return new Target(item.path("file"), name);
        }
    }

    private final class Target implements BatchTarget {
        private final Optional<Path> file;
        private final String name;

        Target(Optional<Path> file, String name) {
            this.file = file;
            this.name = name;
        }

        @Override
        public Optional<Path> file() {
            hook.at(Place.FILE, name);
            return file;
        }

        @Override
        public boolean isUnderKek() {
            return false;
        }

        @Override
        public void check() {}

        @Override
        public Decision decide(Consumer<String> warnings) {
            hook.at(Place.DECIDE, name);
            return Decision.to((key, told) -> delivery())
                    .openedBy(new Decision.Opener(Decision.Role.RECIPIENT, opener, name));
        }

        private Delivery delivery() {
            hook.at(Place.DELIVER, name);
            if (file.isPresent()) {
                return new Delivery.File(name.getBytes(StandardCharsets.UTF_8));
            }
            return new Delivery.Action(
                    Map.of("to", name),
                    () -> {
                        sent.merge(name, "once", (before, now) -> "twice");
                        hook.at(Place.SEND, name);
                        return Map.of("answer", answer);
                    });
        }

        @Override
        public Optional<Map<String, String>> find(
                Map<String, String> intent, Consumer<String> warnings) {
            hook.at(Place.FIND, name);
            return Optional.ofNullable(sent.get(name)).map(there -> Map.of("answer", "found"));
        }
    }
}
