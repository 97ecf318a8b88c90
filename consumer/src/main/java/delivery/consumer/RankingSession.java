package delivery.consumer;

import delivery.app.Waiter;
import delivery.protocol.Message;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** One connection to the ranking server, for one shard. One thread's. */
final class RankingSession implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** How often a wait for an answer looks whether the program is stopping. */
    private static final Duration LOOK = Duration.ofMillis(500);
    /** The server answers within milliseconds; a stalled one is waited for, since nothing is read meanwhile. */
    private static final int LOOKS = 120;
    /** A batch on its way is finished, but a stopping program does not wait long for that. */
    private static final int LOOKS_WHILE_STOPPING = 8;

    private final MessageChannel channel;
    private final Waiter waiter;

    private RankingSession(MessageChannel channel, Waiter waiter) {
        this.channel = channel;
        this.waiter = waiter;
    }

    /** What the server said to the first frame: the session to go on with, or why not. */
    record Opened(RankingSession session, Welcome welcome, Refused refused) {}

    /** @throws IOException if nobody answers there, or something that is no ranking server */
    static Opened open(ServerAddress server, Hello hello, Waiter waiter) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.host(), server.port()), (int) CONNECT.toMillis());
            var session = new RankingSession(new MessageChannel(socket), waiter);
            var answer = session.ask(hello);
            if (answer instanceof Welcome welcome) {
                return new Opened(session, welcome, null);
            }
            socket.close();
            if (answer instanceof Refused refused) {
                return new Opened(null, null, refused);
            }
            throw new IOException(reason(answer));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Ack, Rewind, Fenced or GoAway. */
    Message bring(Batch batch) throws IOException {
        var answer = ask(batch);
        if (answer instanceof Failure) {
            throw new IOException(reason(answer));
        }
        return answer;
    }

    private Message ask(Message question) throws IOException {
        channel.send(question);
        var looksWhileStopping = 0;
        for (var look = 0; look < LOOKS && looksWhileStopping < LOOKS_WHILE_STOPPING; look++) {
            try {
                return channel.receive(LOOK);
            } catch (SocketTimeoutException e) {
                looksWhileStopping += waiter.await(Duration.ZERO) ? 0 : 1;
            }
        }
        throw new SocketTimeoutException("no answer");
    }

    static String reason(Message answer) {
        if (answer instanceof Failure failure) {
            return "the server says: " + failure.text();
        } else if (answer instanceof GoAway goAway) {
            return "the server is stopping: " + goAway.text();
        } else if (answer instanceof Fenced fenced) {
            return "the shard was taken over by " + fenced.newHolder();
        }
        return "an unexpected answer: " + answer.getClass().getSimpleName();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the connection is gone either way
        }
    }
}
