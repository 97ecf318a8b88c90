package delivery.ranking.web;

import delivery.app.Time;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * One reader of a stream of frames. It has one slot, for the newest event: who reads slowly gets fewer events, never
 * older ones, and nobody ever waits for him. Who has missed one gets the next one whole. Thread-safe.
 */
final class StreamClient implements WriteListener {
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Coding coding;
    private final byte[] comment;

    private final AsyncContext request;
    private final ServletOutputStream out;
    private final Time clock;
    private final Duration patience;
    private final Runnable cut;
    private final Consumer<StreamClient> onGone;
    /** Since when the other side takes nothing; null if it does. */
    private Duration fullSince;

    private byte[] newest;
    /** The last frame that this reader has, or will have when the slot is written. */
    private long upTo = -1;

    /** Comes before the first event. */
    private byte[] head;

    private boolean flushDue;
    private boolean begun;
    private boolean gone;

    /**
     * @param patience who takes nothing of what it is given for so long does not read
     * @param cut ends the connection, whatever is still to be written on it
     */
    StreamClient(
            Coding coding,
            AsyncContext request,
            ServletOutputStream out,
            Time clock,
            Duration patience,
            Runnable cut,
            Consumer<StreamClient> onGone) {
        this.coding = coding;
        comment = coding.of(COMMENT);
        head = coding.head();
        this.request = request;
        this.out = out;
        this.clock = clock;
        this.patience = patience;
        this.cut = cut;
        this.onGone = onGone;
    }

    synchronized void offer(Frame frame) {
        if (gone || frame.number() <= upTo) {
            return;
        }
        newest = newest == null && frame.number() == upTo + 1 ? frame.change(coding) : frame.whole(coding);
        upTo = frame.number();
        write();
    }

    /** Nothing new: so that both sides notice when the other is gone. */
    synchronized void beat() {
        if (newest == null && !gone) {
            newest = comment;
            write();
            newest = newest == comment ? null : newest;
        }
    }

    @Override
    public synchronized void onWritePossible() {
        begun = true;
        fullSince = null;
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
                    var first = head;
                    newest = null;
                    head = null;
                    flushDue = true;
                    out.write(first == null ? event : joined(first, event));
                }
            }
            if (fullSince == null && begun && !gone && !out.isReady()) {
                fullSince = clock.elapsed();
            }
        } catch (IOException | RuntimeException e) {
            leave();
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Waiting for it to end by itself would be for what it has not taken. */
    synchronized void leaveIfStalled() {
        if (!gone && fullSince != null && clock.elapsed().minus(fullSince).compareTo(patience) >= 0) {
            cut.run();
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
            newest = null;
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
