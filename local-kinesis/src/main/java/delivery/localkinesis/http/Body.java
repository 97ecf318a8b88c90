package delivery.localkinesis.http;

import delivery.localkinesis.quota.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/** What a request says, as bytes: for usual puts in an array that its thread uses for one after the other. */
final class Body {
    private static final int KEPT_BYTES = 2 * Limits.MIB;
    /** A reader may look so far beyond the end. */
    private static final int AHEAD = 8;

    private static final FastThreadLocal<byte[]> USED_AGAIN = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[0];
        }
    };

    private final ByteBuf content;
    private byte @Nullable [] own;

    Body(ByteBuf content) {
        this.content = content;
    }

    int length() {
        return content.readableBytes();
    }

    /** Of its own, and nobody changes it. */
    byte[] bytes() {
        if (own == null) {
            own = ByteBufUtil.getBytes(content);
        }
        return own;
    }

    /** At the beginning of an array that may be written to; this thread's next request will be in it, too. */
    byte[] inPassing() {
        var length = length();
        var array = USED_AGAIN.get();
        if (array.length < length + AHEAD) {
            array = new byte[length + length / 4 + AHEAD];
            if (array.length <= KEPT_BYTES) {
                USED_AGAIN.set(array);
            }
        }
        content.getBytes(content.readerIndex(), array, 0, length);
        return array;
    }
}
