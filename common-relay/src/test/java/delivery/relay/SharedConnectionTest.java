package delivery.relay;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.model.Position;
import delivery.protocol.Message;
import delivery.protocol.Message.Leave;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.MessageChannel;
import delivery.relay.RankingPort.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that come and go on one connection, with a server that answers each question with its session's number. */
@Timeout(60)
class SharedConnectionTest {
    private static final Duration IDLE = Duration.ofSeconds(20);

    private MessageChannel peer;
    private Thread server;
    private SharedConnection connection;

    @BeforeEach
    void connect() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
            peer = new MessageChannel(listener.accept());
            connection = new SharedConnection(new MessageChannel(socket), new StopSignal()).start();
        }
        server = Threads.make("server", this::answer);
        server.start();
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.close();
        peer.close();
        Threads.join(server);
    }

    private void answer() {
        try {
            while (true) {
                var heard = peer.hear(IDLE, MessageChannel.MAX_FRAME_BYTES);
                if (!(heard.message() instanceof Leave)) {
                    peer.send(heard.session(), new Rewind(Position.after(Integer.toString(heard.session()))));
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static int numberOf(Session session) throws IOException {
        session.send(new Refused(Message.Reason.WAIT, "any question", List.of()));
        Message answer = null;
        while (answer == null) {
            answer = session.receive();
        }
        return ((Rewind) answer).position().sequenceNumber().intValue();
    }

    /** A connection may live for months, and a shard that waits for its parents begins a session a second. */
    @Test
    void numbersOfSessionsBeginAnewAndNoneIsGivenToTwo() throws IOException {
        var kept = connection.begin();
        assertThat(numberOf(kept)).isOne();
        for (var i = 0; i < MessageChannel.MAX_SESSION - 1; i++) {
            connection.begin().close();
        }
        var next = connection.begin();
        assertThat(numberOf(next)).as("1 is in use").isEqualTo(2);
        assertThat(numberOf(kept)).isOne();
    }

    @Test
    void whatOneSessionIsAnsweredNoOtherHears() throws IOException {
        var first = connection.begin();
        var second = connection.begin();
        assertThat(numberOf(second)).isEqualTo(2);
        assertThat(numberOf(first)).isOne();
        first.close();
        assertThat(numberOf(second)).as("it goes on").isEqualTo(2);
    }

    @Test
    void withTheLastSessionTheConnectionEnds() throws IOException {
        var first = connection.begin();
        var second = connection.begin();
        first.close();
        second.close();
        assertThat(connection.begin()).isNull();
    }
}
