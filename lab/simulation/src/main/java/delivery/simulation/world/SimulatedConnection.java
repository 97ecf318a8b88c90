package delivery.simulation.world;

import delivery.app.Agent;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Leave;
import delivery.protocol.Message.Refused;
import delivery.protocol.MessageChannel;
import delivery.ranking.socket.Sessions;
import delivery.relay.RankingPort.Session;
import delivery.simulation.judge.Violation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one consumer's process to the server, both ends of it. Frames take time, come in the order in which
 * they were sent, and are lost when it breaks: the consumer learns that at once, the server perhaps much later.
 */
public final class SimulatedConnection implements Sessions.Line, Agent {
    private static final long MILLI = 1_000_000;
    private static final int LATE_MILLIS = 15_000;

    private final Host server;
    private final Host client;
    private final FrameBytes frames;
    private final World world;
    private final RandomGenerator random;
    private final Map<Host, SimulatedConnection> wires;
    private final Map<Integer, Link> links = new HashMap<>();
    private final Queue<byte[]> arrived = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init") // until it is served
    private Sessions sessions;

    @SuppressWarnings("NullAway.Init")
    private Host.Turns turns;

    private int lastSession;
    private long toServerNanos;
    private long toClientNanos;
    /** Nothing gets through any more. */
    private boolean broken;
    /** The server knows it. */
    private boolean noticed;

    /** @param wires on which sessions may begin, by the consumer's process: it takes itself out when that is over */
    public SimulatedConnection(
            Host server,
            Host client,
            FrameBytes frames,
            World world,
            RandomGenerator random,
            Map<Host, SimulatedConnection> wires) {
        this.server = server;
        this.client = client;
        this.frames = frames;
        this.world = world;
        this.random = random;
        this.wires = wires;
    }

    /** The server's end of it. */
    public void serve(Sessions rules) {
        sessions = rules;
        turns = server.add("connection", this);
    }

    public Session begin() {
        var link = new Link(++lastSession);
        links.put(link.number, link);
        return link;
    }

    /** One turn of the server's end: as its thread does, it says what is due and takes one frame. */
    @Override
    public @Nullable Duration doWork() {
        try {
            if (noticed || !sessions.attend()) {
                return end();
            }
            var frame = arrived.poll();
            if (frame != null) {
                var heard = frames.read(frame, sessions.maxFrameBytes());
                world.trace().say(() -> client.name() + ": " + brief(heard.message()));
                if (!sessions.hear(heard.session(), heard.message())) {
                    return end();
                }
            }
        } catch (IOException e) {
            return end();
        }
        return arrived.isEmpty() ? sessions.untilNextLook() : Duration.ZERO;
    }

    private @Nullable Duration end() {
        sessions.close();
        wires.remove(client, this);
        world.clock().after(untilArrival(false), this::cut);
        return null;
    }

    /** By the server. */
    @Override
    public void send(int session, Message message) throws IOException {
        world.trace().note("server", message.getClass().getSimpleName(), session);
        world.trace().say(() -> client.name() + " is told: " + brief(message));
        if (world.weather().strikes(Mishap.CONNECTION_LOST_AFTER)) {
            lose();
        }
        if (broken) {
            return;
        }
        var frame = frames.of(session, message);
        world.clock().after(untilArrival(false), () -> {
            if (!broken) {
                deliver(frame);
            }
        });
    }

    @Override
    public Duration spentInFrames() {
        return Duration.ZERO;
    }

    private void deliver(byte[] frame) {
        try {
            var heard = frames.read(frame, MessageChannel.MAX_FRAME_BYTES);
            if (heard.session() == 0) {
                links.values().forEach(link -> link.put(heard.message()));
                cut();
            } else if (links.containsKey(heard.session())) {
                links.get(heard.session()).put(heard.message());
            }
        } catch (IOException e) {
            throw new Violation("a frame of the server cannot be read: " + e);
        }
    }

    private long untilArrival(boolean isToServer) {
        var now = world.clock().elapsed().toNanos();
        var before = isToServer ? toServerNanos : toClientNanos;
        var at = Math.max(before + 1, now + (1 + random.nextInt(5)) * MILLI);
        if (isToServer) {
            toServerNanos = at;
        } else {
            toClientNanos = at;
        }
        return at - now;
    }

    /** Neither end gets anything through any more. */
    private void lose() {
        cut();
        var late = random.nextInt(4) == 0 ? random.nextInt(LATE_MILLIS) : 5;
        server.after(Duration.ofMillis(late), this::notice);
    }

    private void notice() {
        noticed = true;
        turns.wake();
    }

    /** The consumer's end is closed. */
    public void cut() {
        broken = true;
        wires.remove(client, this);
        List.copyOf(links.values()).forEach(Link::wake);
    }

    private static String brief(Message message) {
        if (message instanceof Batch batch) {
            return "Batch " + batch.shardId() + " " + batch.after() + " to " + batch.to() + " of " + batch.records()
                    + (batch.gap() == null ? "" : ", " + batch.gap());
        } else if (message instanceof Hello hello) {
            return "Hello " + hello.shard().shardId() + (hello.terms().takeover() ? " takeover" : "");
        }
        return message.toString();
    }

    /** The consumer's end of one session. */
    private final class Link implements Session {
        private final int number;
        private final Queue<Message> mailbox = new ArrayDeque<>();
        private Host.@Nullable Turns waiting;
        private boolean over;

        Link(int number) {
            this.number = number;
        }

        @Override
        public void send(Message question) throws IOException {
            checkNotBroken();
            if (question instanceof Batch batch) {
                world.ledger().check(batch);
            }
            if (world.weather().strikes(Mishap.CONNECTION_LOST_BEFORE)) {
                lose();
                return;
            }
            toServer(question);
        }

        private void toServer(Message message) throws IOException {
            var frame = frames.of(number, message);
            world.clock().after(untilArrival(true), () -> {
                if (!broken) {
                    arrived.add(frame);
                    turns.wake();
                }
            });
        }

        @Override
        public @Nullable Message receive() throws IOException {
            var heard = mailbox.poll();
            if (heard != null) {
                return heard;
            }
            checkNotBroken();
            waiting = client.current();
            if (waiting != null) {
                waiting.block();
            }
            return null;
        }

        /** The last one closes the connection: what it had sent may still be served. */
        @Override
        public void close() {
            links.remove(number);
            if (broken) {
                return;
            }
            if (links.isEmpty()) {
                wires.remove(client, SimulatedConnection.this);
                world.clock().after(untilArrival(true), () -> {
                    broken = true;
                    server.after(Duration.ZERO, SimulatedConnection.this::notice);
                });
            } else if (!over) {
                try {
                    toServer(new Leave());
                } catch (IOException e) {
                    throw new Violation("a Leave cannot be sent: " + e);
                }
            }
        }

        private void put(Message answer) {
            over |= answer instanceof Refused || answer instanceof Fenced || answer instanceof Failure;
            mailbox.add(answer);
            wake();
        }

        private void wake() {
            if (waiting != null) {
                waiting.wake();
                waiting = null;
            }
        }

        private void checkNotBroken() throws IOException {
            if (broken) {
                throw new IOException("simulated: the connection is lost");
            }
        }
    }
}
