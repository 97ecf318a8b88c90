package delivery.lab.verify.told;

import delivery.localkinesis.scenario.RecordNumbers;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Finds {@code accepted ID} in lines that come in pieces, and passes all other lines on. One thread's. */
public final class Words {
    /** What is longer is cut: no line that tells something is. */
    static final int LONGEST_LINE = 64 * 1024;

    private static final byte[] ACCEPTED = "accepted ".getBytes(StandardCharsets.US_ASCII);

    private final Consumer<String> told;
    private final Lines others;
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;

    /** Takes a line without its end; the bytes are the caller's. */
    @FunctionalInterface
    public interface Lines {
        void take(byte[] bytes, int from, int length);
    }

    /** @param told is given ids, of whichever run; null: nothing is told by these lines */
    public Words(Consumer<String> told, Lines others) {
        this.told = told;
        this.others = others;
    }

    public void take(byte[] bytes, int count) {
        var from = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                if (length == 0) {
                    line(bytes, from, i - from);
                } else {
                    keep(bytes, from, i - from);
                    end();
                }
                from = i + 1;
            }
        }
        keep(bytes, from, count - from);
    }

    /** What came after the last line is one too. */
    public void end() {
        if (length > 0) {
            line(line, 0, length);
            length = 0;
        }
    }

    /** What came after the last line is the beginning of one, and tells nothing: its id may be, too. */
    public void cut() {
        if (length > 0) {
            others.take(line, 0, length);
            length = 0;
        }
    }

    private void keep(byte[] bytes, int from, int count) {
        var room = Math.min(count, LONGEST_LINE - length);
        System.arraycopy(bytes, from, line, length, room);
        length += room;
    }

    private void line(byte[] bytes, int from, int count) {
        var tells = false;
        var end = from + count;
        for (int i = from; told != null && i <= end - ACCEPTED.length; i++) {
            if (bytes[i] == 'a' && isAccepted(bytes, i)) {
                tells |= id(bytes, i + ACCEPTED.length, end);
            }
        }
        if (!tells) {
            others.take(bytes, from, count);
        }
    }

    private static boolean isAccepted(byte[] bytes, int at) {
        for (int i = 0; i < ACCEPTED.length; i++) {
            if (bytes[at + i] != ACCEPTED[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean id(byte[] bytes, int from, int end) {
        var to = from;
        while (to < end && isOfId(bytes[to])) {
            to++;
        }
        var id = RecordNumbers.ID.matcher(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        if (!id.lookingAt()) { // the next word may follow at once, if threads got into each other's lines
            return false;
        }
        told.accept(id.group());
        return true;
    }

    private static boolean isOfId(byte character) {
        return character == '-' || character >= '0' && character <= '9' || character >= 'a' && character <= 'z';
    }
}
