package delivery.localkinesis.operations;

/** Of a request in CBOR (RFC 8949): its blobs are read where they lie. */
final class CborTokens extends Tokens {
    private static final int BLOB = 2;
    private static final int TEXT = 3;
    private static final int LIST = 4;
    private static final int MAP = 5;
    private static final int BREAK = 0xff;
    private static final int INDEFINITE = 31;

    CborTokens(byte[] body, int length) {
        super(body, length);
    }

    @Override
    int openMap() {
        return open(MAP);
    }

    @Override
    int openList() {
        return open(LIST);
    }

    private int open(int major) {
        if ((body[at] & 0xff) == (major << 5 | INDEFINITE)) {
            at++;
            return TOLD_AT_THE_END;
        }
        return size(major);
    }

    @Override
    boolean isClosed(int n, int many) {
        if (many != TOLD_AT_THE_END) {
            return n == many;
        }
        if ((body[at] & 0xff) == BREAK) {
            at++;
            return true;
        }
        return false;
    }

    @Override
    void name() {
        text();
    }

    @Override
    void text() {
        string(TEXT);
        var all = 0;
        for (int i = start; i < end; i++) {
            all |= body[i];
        }
        expect(all >= 0); // above ASCII is negative
    }

    @Override
    void blob() {
        string(BLOB);
    }

    private void string(int major) {
        var size = size(major);
        expect(size <= length - at);
        start = at;
        at += size;
        end = at;
    }

    /** In the low bits of the first byte, or in one, two or four that follow. */
    private int size(int major) {
        var first = body[at++] & 0xff;
        expect(first >> 5 == major);
        var low = first & 31;
        if (low < 24) {
            return low;
        }
        expect(low <= 26);
        var size = 0;
        for (int i = 0; i < 1 << (low - 24); i++) {
            size = size << 8 | (body[at++] & 0xff);
        }
        expect(size >= 0);
        return size;
    }

    @Override
    boolean isAtEnd() {
        return at == length;
    }
}
