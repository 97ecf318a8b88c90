package delivery.ranking.web;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Deflater;

/**
 * How a stream of events is told to a reader: as it is, or as gzip. Each event is compressed by itself and ends at a byte, so that it
 * is the same for every reader and can be read when it comes; the blocks of all events, one after the other, are one stream of
 * gzip that never ends.
 */
enum Coding {
    PLAIN,
    GZIP;

    /** RFC 1952: no name, no time, no operating system. */
    private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private static final byte[] NOTHING = {};
    private static final int BUFFER = 8 * 1024;

    /** @param acceptEncoding the request's header; null if it has none */
    static Coding accepted(String acceptEncoding) {
        return acceptEncoding != null
                        && Arrays.stream(acceptEncoding.toLowerCase(Locale.ROOT).split(","))
                                .map(each -> each.replace(" ", ""))
                                .anyMatch(each -> each.equals("gzip")
                                        || each.startsWith("gzip;") && !each.matches("gzip;q=0([.]0*)?"))
                ? GZIP
                : PLAIN;
    }

    /** What comes before the first event. */
    byte[] head() {
        return this == GZIP ? GZIP_HEAD.clone() : NOTHING;
    }

    byte[] of(byte[] event) {
        return this == GZIP ? deflated(event) : event;
    }

    private static byte[] deflated(byte[] event) {
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(event);
            var out = new ByteArrayOutputStream(BUFFER);
            var buffer = new byte[BUFFER];
            int count;
            do {
                count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
                out.write(buffer, 0, count);
            } while (count == buffer.length);
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
