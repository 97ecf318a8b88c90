package delivery.it.faulty;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Whose a shard is and how far it has been read: a file a shard, changed under one lock that all processes share. A holder who has
 * not changed his file for a while, by the clock of whoever looks, has lost it.
 */
final class Leases {
    /** Where a shard goes on that nobody has begun, and one that is done. */
    static final String HORIZON = "";

    static final String END = "end";

    private static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();

    private final Path folder;
    private final Fault fault;
    private final ServiceClock clock;
    private final String owner = UUID.randomUUID().toString();
    private final Map<String, Seen> seen = new HashMap<>();

    private record Seen(Lease lease, long since) {}

    /**
     * @param beat grows with each change
     * @param atMillis when it got its position, by the service's clock
     */
    record Lease(String owner, long beat, String position, long atMillis) {}

    Leases(Path folder, Fault fault, ServiceClock clock) {
        this.folder = folder;
        this.fault = fault;
        this.clock = clock;
    }

    /** Takes the shard if it is nobody's, or its holder has been silent. */
    boolean take(String shard) {
        return change(shard, lease -> mayTake(shard, lease) ? held(lease, lease.position()) : null)
                .isPresent();
    }

    private boolean mayTake(String shard, Lease lease) {
        if (lease.owner().isEmpty()) {
            return true;
        }
        var last = seen.get(shard);
        if (last == null || !last.lease().equals(lease)) {
            seen.put(shard, new Seen(lease, System.nanoTime()));
            return false;
        }
        return fault != Fault.LEASE_FOR_EVER && System.nanoTime() - last.since() > PATIENCE_NANOS;
    }

    /** Moves the position of a shard of one's own, or just says that one lives; false: it is another one's now. */
    boolean advance(String shard, String position) {
        return change(shard, lease -> mine(lease) ? held(lease, position) : null)
                        .isPresent()
                || fault == Fault.ZOMBIE;
    }

    /** Leaves it to whoever comes. */
    void release(String shard) {
        change(
                shard,
                lease -> mine(lease) ? new Lease("", lease.beat() + 1, lease.position(), lease.atMillis()) : null);
    }

    Lease lease(String shard) {
        return change(shard, lease -> lease).orElseThrow();
    }

    private boolean mine(Lease lease) {
        return lease.owner().equals(owner);
    }

    private Lease held(Lease lease, String position) {
        return new Lease(
                owner,
                lease.beat() + 1,
                position,
                position.equals(lease.position()) ? lease.atMillis() : clock.millis());
    }

    private synchronized Optional<Lease> change(String shard, UnaryOperator<Lease> how) {
        try (var channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            var file = folder.resolve(shard);
            var before = read(file);
            var after = lock.isValid() ? how.apply(before) : null;
            if (after != null && after != before) {
                write(file, after);
            }
            return Optional.ofNullable(after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Lease read(Path file) throws IOException {
        var fields = new Properties();
        if (Files.exists(file)) {
            fields.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
        }
        return new Lease(
                fields.getProperty("owner", ""),
                Long.parseLong(fields.getProperty("beat", "0")),
                fields.getProperty("position", HORIZON),
                Long.parseLong(fields.getProperty("at", "0")));
    }

    private static void write(Path file, Lease lease) throws IOException {
        var fields = new Properties();
        fields.setProperty("owner", lease.owner());
        fields.setProperty("beat", Long.toString(lease.beat()));
        fields.setProperty("position", lease.position());
        fields.setProperty("at", Long.toString(lease.atMillis()));
        var text = new StringWriter();
        fields.store(text, null);
        var whole = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(whole, text.toString(), StandardCharsets.UTF_8);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
