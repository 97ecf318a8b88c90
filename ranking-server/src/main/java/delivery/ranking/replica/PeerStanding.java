package delivery.ranking.replica;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * How another server stands to this one.
 *
 * @param text why, for people; empty if all is well
 * @param comparisons states of the same positions that were compared
 * @param differences how many of them were not the same
 */
public record PeerStanding(String peer, Word word, String text, long comparisons, long differences) {
    /** In one word. */
    public enum Word {
        /** Nothing has been compared yet. */
        UNKNOWN,
        AGREES,
        /** It has something else at the same positions. */
        DIFFERS,
        UNREACHABLE,
        /** It cannot be compared with: of another stream, window or version. */
        INCOMPARABLE;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    PeerStanding with(Word other, String why) {
        return new PeerStanding(peer, other, why, comparisons, differences);
    }

    PeerStanding compared(boolean isSame) {
        return new PeerStanding(peer, word, text, comparisons + 1, differences + (isSame ? 0 : 1));
    }
}
