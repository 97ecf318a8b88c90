package delivery.localkinesis.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Gathers an answer in buffers that are used again: one of megabytes would be asked of the system anew for each page. */
final class Pieces extends OutputStream {
    private static final int MOST = 256 << 10;

    private final ByteBufAllocator allocator;
    private ByteBuf last = Unpooled.EMPTY_BUFFER;
    private @Nullable CompositeByteBuf before; // null: nothing

    Pieces(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** About so many bytes are going to be written. */
    OutputStream expecting(int bytes) {
        if (last == Unpooled.EMPTY_BUFFER) {
            addPiece(Math.min(bytes, MOST));
        }
        return this;
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int at, int length) {
        for (int done = 0; done < length; ) {
            if (!last.isWritable()) {
                addPiece(Math.min(MOST, 4 * last.capacity()));
            }
            var part = Math.min(length - done, last.writableBytes());
            last.writeBytes(from, at + done, part);
            done += part;
        }
    }

    private void addPiece(int bytes) {
        if (last.isReadable()) {
            before = before == null ? allocator.compositeDirectBuffer(Integer.MAX_VALUE) : before;
            before.addComponent(true, last);
        }
        last = allocator.directBuffer(bytes, bytes);
    }

    /** All that was written, which is the caller's to release. */
    ByteBuf whole() {
        var whole = before == null ? last : before.addComponent(true, last);
        forget();
        return whole;
    }

    /** All that was written is of no use. */
    void release() {
        last.release();
        if (before != null) {
            before.release();
        }
        forget();
    }

    private void forget() {
        last = Unpooled.EMPTY_BUFFER;
        before = null;
    }
}
