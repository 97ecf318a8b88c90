package delivery.relay;

import delivery.app.Threads;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Leave;
import delivery.protocol.Message.Refused;
import delivery.protocol.MessageChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A ranking server on a real socket that answers as it is told: one answer a message, in order. */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Thread thread = new Thread(this::run, "scripted-server");
    private final Queue<List<Message>> script = new ConcurrentLinkedQueue<>();
    private final List<Hello> hellos = new CopyOnWriteArrayList<>();
    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private volatile boolean acknowledging;
    private volatile Message always;

    ScriptedServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.start();
    }

    ScriptedServer answer(Message message) {
        script.add(List.of(message));
        return this;
    }

    /** Instead of an answer. */
    ScriptedServer hangUp() {
        script.add(List.of());
        return this;
    }

    /** When the script is at its end, every batch is. */
    ScriptedServer acknowledge() {
        acknowledging = true;
        return this;
    }

    void always(Message message) {
        always = message;
    }

    List<Hello> hellos() {
        return hellos;
    }

    List<Batch> batches() {
        return new ArrayList<>(batches);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void run() {
        while (!socket.isClosed()) {
            try (var channel = new MessageChannel(socket.accept())) {
                serve(channel);
            } catch (IOException e) {
                // the next connection, if there is one
            }
        }
    }

    private void serve(MessageChannel channel) throws IOException {
        while (true) {
            var heard = channel.hear(Duration.ofSeconds(10), MessageChannel.MAX_FRAME_BYTES);
            var message = heard.message();
            if (message instanceof Hello hello) {
                hellos.add(hello);
            } else if (message instanceof Leave) {
                continue;
            } else {
                batches.add((Batch) message);
            }
            var answer = next(message);
            if (answer == null) {
                return;
            }
            channel.send(heard.session(), answer);
            if (answer instanceof Refused) {
                return;
            }
        }
    }

    private Message next(Message message) {
        var scripted = script.poll();
        if (scripted != null) {
            return scripted.isEmpty() ? null : scripted.get(0);
        }
        if (always != null) {
            return always;
        }
        return acknowledging && message instanceof Batch batch ? new Ack(batch.to(), Position.TRIM_HORIZON) : null;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Threads.join(thread);
    }
}
