package delivery.ranking.socket;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.protocol.Message;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import delivery.ranking.state.Hellos;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** A consumer with a real socket. */
final class SocketConsumer implements Closeable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Socket socket;
    private final MessageChannel channel;

    SocketConsumer(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        channel = new MessageChannel(socket);
    }

    Message ask(Message question) throws IOException {
        channel.send(question);
        return listen();
    }

    Message listen() throws IOException {
        return channel.receive(PATIENCE);
    }

    Welcome welcome(Hellos hello) throws IOException {
        var answer = ask(hello.hello());
        assertThat(answer).isInstanceOf(Welcome.class);
        return (Welcome) answer;
    }

    MessageChannel channel() {
        return channel;
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
