package delivery.consumer;

import delivery.protocol.Message;
import delivery.protocol.MessageChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A connection to the ranking server by its socket. */
final class RankingSession implements RankingServer.Session {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** How long one look for an answer may take: as often one looks whether the program is stopping. */
    static final Duration LOOK = Duration.ofMillis(500);

    private final MessageChannel channel;

    private RankingSession(MessageChannel channel) {
        this.channel = channel;
    }

    static RankingSession open(ServerAddress server) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.host(), server.port()), (int) CONNECT.toMillis());
            return new RankingSession(new MessageChannel(socket));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void send(Message question) throws IOException {
        channel.send(question);
    }

    @Override
    public Message receive() throws IOException {
        try {
            return channel.receive(LOOK);
        } catch (SocketTimeoutException e) {
            return null;
        }
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
