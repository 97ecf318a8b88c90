package delivery.localkinesis.operations;

/** The bytes of a usual request, token by token. Where a token is not of the kind that is asked for, it ends. */
abstract class Tokens {
    /** Of a list or a map whose end is marked. */
    static final int TOLD_AT_THE_END = Integer.MAX_VALUE;

    final byte[] body;
    int at;
    /** Of the text or blob read last: a text lies in the body, a blob and what was {@link #keep kept} in {@link #bytes}. */
    int start;

    int end;

    Tokens(byte[] body) {
        this.body = body;
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

    /** Puts the text that was read last where the blobs are. */
    abstract void keep();

    abstract byte[] bytes();

    abstract boolean isAtEnd();

    final int length() {
        return end - start;
    }

    final boolean is(String text) {
        if (length() != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (body[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    final void expect(boolean usual) {
        if (!usual) {
            throw UnusualException.ONE;
        }
    }
}
