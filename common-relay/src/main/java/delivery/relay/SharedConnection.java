package delivery.relay;

import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.protocol.Message;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Leave;
import delivery.protocol.Message.Refused;
import delivery.protocol.MessageChannel;
import delivery.relay.RankingPort.Session;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the ranking server with a session a shard. A thread of its own listens, and puts each answer into the
 * mailbox of its session, so that a shard that waits keeps no other waiting. Thread-safe.
 */
final class SharedConnection {
    /** How long one look for an answer may take: as often one looks whether the program is stopping. */
    static final Duration LOOK = Duration.ofMillis(500);
    /** A session has asked one question at most, and may be told that it has ended. */
    private static final int MAILBOX = 8;
    /** When the program is stopping, whoever still sends to a server that takes nothing is let go. */
    private static final Duration WHILE_STOPPING = Duration.ofSeconds(5);

    private final MessageChannel channel;
    private final StopSignal stop;
    private final Thread listener = Threads.make("ranking-line", this::listen);
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private int lastNumber;
    private @Nullable IOException broken;

    /** The listener's. */
    private long heardAtNanos = System.nanoTime();

    private long stoppingSinceNanos;

    SharedConnection(MessageChannel channel, StopSignal stop) {
        this.channel = channel;
        this.stop = stop;
    }

    SharedConnection start() {
        listener.start();
        return this;
    }

    /** Another session; null if the connection is no more. */
    synchronized @Nullable Session begin() {
        if (broken != null || lanes.size() == MessageChannel.MAX_SESSION) {
            return null;
        }
        do {
            lastNumber = lastNumber % MessageChannel.MAX_SESSION + 1;
        } while (lanes.containsKey(lastNumber));
        var lane = new Lane(lastNumber);
        lanes.put(lastNumber, lane);
        return lane;
    }

    private void listen() {
        try {
            while (true) {
                try {
                    deliver(channel.hear(LOOK, MessageChannel.MAX_FRAME_BYTES));
                } catch (SocketTimeoutException e) {
                    giveUpIfStalled();
                }
            }
        } catch (IOException e) {
            breakDown(e);
        }
    }

    private void deliver(MessageChannel.Addressed heard) throws IOException {
        heardAtNanos = System.nanoTime();
        if (heard.session() != 0) {
            var lane = lane(heard.session());
            if (lane != null) {
                lane.put(heard.message());
            }
            return;
        }
        for (var lane : all()) {
            lane.put(heard.message());
        }
        throw new IOException("the server has ended the connection");
    }

    private void giveUpIfStalled() throws IOException {
        var now = System.nanoTime();
        if (stop.isStopped() && stoppingSinceNanos == 0) {
            stoppingSinceNanos = now;
        }
        if (stop.isStopped() && now - stoppingSinceNanos >= WHILE_STOPPING.toNanos()) {
            throw new IOException("stopping");
        }
        var patience = ShardRelay.ANSWER_TIME.toNanos();
        if (now - heardAtNanos >= patience && all().stream().anyMatch(lane -> lane.hasWaited(now, patience))) {
            throw new SocketTimeoutException("no answer for " + ShardRelay.ANSWER_TIME.toSeconds() + " s");
        }
    }

    private synchronized @Nullable Lane lane(int number) {
        return lanes.get(number);
    }

    private synchronized List<Lane> all() {
        return List.copyOf(lanes.values());
    }

    private synchronized @Nullable IOException broken() {
        return broken;
    }

    /** Gives why it is broken: it is by what broke it first. */
    private IOException breakDown(IOException why) {
        synchronized (this) {
            if (broken != null) {
                return broken;
            }
            broken = why;
        }
        shut();
        return why;
    }

    /** Nobody gets anything through any more; each session learns it from its mailbox, behind what is there. */
    private void shut() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
        all().forEach(Lane::wake);
    }

    /** Waits for the thread that listens. */
    void close() {
        breakDown(new IOException("closed"));
        Threads.join(listener);
    }

    /** True if nobody uses the connection any more: then nobody begins with it either. */
    private synchronized boolean remove(Lane lane) {
        lanes.remove(lane.number);
        if (!lanes.isEmpty() || broken != null) {
            return false;
        }
        broken = new IOException("closed");
        return true;
    }

    /** One shard's talk. */
    private final class Lane implements Session {
        private final int number;
        /** Empty for the end of the connection. */
        private final BlockingQueue<Optional<Message>> mailbox = new ArrayBlockingQueue<>(MAILBOX);

        /** When it asked what is not yet answered; 0 if there is nothing. */
        private volatile long askedAtNanos;

        private volatile boolean over;

        Lane(int number) {
            this.number = number;
        }

        @Override
        public void send(Message question) throws IOException {
            askedAtNanos = System.nanoTime();
            try {
                channel.send(number, question);
            } catch (IOException e) {
                throw breakDown(e);
            }
        }

        @Override
        public @Nullable Message receive() throws IOException {
            try {
                var answer = mailbox.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (answer != null && answer.isPresent()) {
                    askedAtNanos = 0;
                    return answer.get();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            var why = mailbox.isEmpty() ? broken() : null;
            if (why != null) {
                throw why;
            }
            return null;
        }

        @Override
        public void close() {
            if (remove(this)) {
                shut();
            } else if (!over && broken() == null) {
                try {
                    channel.send(number, new Leave());
                } catch (IOException e) {
                    breakDown(e);
                }
            }
        }

        void put(Message answer) throws IOException {
            over |= answer instanceof Refused || answer instanceof Fenced || answer instanceof Failure;
            if (!mailbox.offer(Optional.of(answer))) {
                throw new IOException("the server gives answers that nobody asked for");
            }
        }

        void wake() {
            mailbox.offer(Optional.empty());
        }

        boolean hasWaited(long nowNanos, long patience) {
            var since = askedAtNanos;
            return since != 0 && nowNanos - since >= patience;
        }
    }
}
