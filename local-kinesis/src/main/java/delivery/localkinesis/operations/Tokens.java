package delivery.localkinesis.operations;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a usual request, token by token, where they lie: a blob is decoded in its own place, since it takes no more
 * room than its text. Where a token is not of the kind that is asked for, it ends.
 */
abstract class Tokens {
    /** Of a list or a map whose end is marked. */
    static final int TOLD_AT_THE_END = Integer.MAX_VALUE;

    final byte[] body;
    /** What comes after that is of another request. */
    final int length;

    int at;
    /** Of the text or blob read last. */
    int start;

    int end;

    Tokens(byte[] body, int length) {
        this.body = body;
        this.length = length;
    }

    /** It has to be read at length. */
    static final class UnusualException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private static final UnusualException ONE = new UnusualException();

        private UnusualException() {
            super("", null, false, false);
        }
    }

    /** How many members it has, if that is told at its beginning. */
    abstract int openMap();

    abstract int openList();

    /** Whether there is nothing after the n members or elements of so many that were told. */
    abstract boolean isClosed(int n, int many);

    /** Of a member; goes on to its value. */
    abstract void name();

    /** In ASCII, with nothing in it that would have to be decoded. */
    abstract void text();

    abstract void blob();

    abstract boolean isAtEnd();

    final int size() {
        return end - start;
    }

    final boolean is(byte[] text) {
        return Arrays.equals(body, start, end, text, 0, text.length);
    }

    final void expect(boolean usual) {
        if (!usual) {
            throw UnusualException.ONE;
        }
    }

    final <T> T present(@Nullable T value) {
        if (value == null) {
            throw UnusualException.ONE;
        }
        return value;
    }
}
