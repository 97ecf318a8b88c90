package delivery.ranking;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One reader of the stream of pictures. It has one slot, for the newest event: who reads slowly gets fewer pictures,
 * never older ones, and nobody ever waits for him. Thread-safe.
 */
final class StreamClient implements WriteListener {
    private final AsyncContext request;
    private final ServletOutputStream out;
    private final Consumer<StreamClient> onGone;

    private byte[] newest;
    private boolean flushDue;
    private boolean begun;
    private boolean gone;

    StreamClient(AsyncContext request, ServletOutputStream out, Consumer<StreamClient> onGone) {
        this.request = request;
        this.out = out;
        this.onGone = onGone;
    }

    synchronized void offer(byte[] event) {
        newest = event;
        write();
    }

    @Override
    public synchronized void onWritePossible() {
        begun = true;
        write();
    }

    /** Writes as long as that does not wait; when it would, the container calls again. */
    private void write() {
        try {
            while (begun && !gone && (flushDue || newest != null) && out.isReady()) {
                if (flushDue) {
                    flushDue = false;
                    out.flush();
                } else {
                    var event = newest;
                    newest = null;
                    flushDue = true;
                    out.write(event);
                }
            }
        } catch (IOException | RuntimeException e) {
            leave();
        }
    }

    @Override
    public void onError(Throwable cause) {
        leave();
    }

    synchronized void leave() {
        if (!gone) {
            gone = true;
            onGone.accept(this);
            try {
                request.complete();
            } catch (IllegalStateException e) {
                // The container has ended the request already.
                newest = null;
            }
        }
    }
}
