package delivery.ranking.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/** The ten busiest of many: one pass, so that a hundred thousand drivers cost as much as a hundred a piece. */
final class TopTen {
    private static final int TEN = 10;

    private TopTen() {}

    /** Indexes of the largest values, largest first, equal ones by index so that no page flickers; zeros left out. */
    static List<Integer> of(int size, IntToLongFunction value) {
        var top = new ArrayList<Integer>(TEN + 1);
        for (var index = 0; index < size; index++) {
            var mine = value.applyAsLong(index);
            if (mine <= 0 || top.size() == TEN && mine <= value.applyAsLong(top.get(TEN - 1))) {
                continue;
            }
            var place = top.size();
            while (place > 0 && value.applyAsLong(top.get(place - 1)) < mine) {
                place--;
            }
            top.add(place, index);
            if (top.size() > TEN) {
                top.remove(TEN);
            }
        }
        return top;
    }
}
