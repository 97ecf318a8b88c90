package delivery.ranking.web;

import static delivery.ranking.web.PageJson.rounded;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import delivery.ranking.city.CityPicture;
import delivery.ranking.city.CityPicture.DriverPicture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What goes on in the streets, as the page is sent it. */
final class PageCity {
    private PageCity() {}

    record Orders(int open, long expired) {}

    record FleetJson(int drivers, int busy, double utilisation, double millisPerCell) {
        static FleetJson of(CityPicture city, long nowMillis) {
            return new FleetJson(
                    city.drivers().size(),
                    city.busyDrivers(),
                    rounded(city.utilisation(nowMillis), 1_000),
                    rounded(city.millisPerCell(), 10));
        }
    }

    /** All cells in a row; of a change the index and the value of each cell that has another one. */
    record Cells(@JsonValue int[] values) implements Change.Partly {
        @Override
        public void since(Object before, String name, Map<String, Object> into) {
            var had = ((Cells) before).values;
            var changes = new ArrayList<Integer>();
            for (var i = 0; i < values.length; i++) {
                if (values[i] != had[i]) {
                    changes.add(i);
                    changes.add(values[i]);
                }
            }
            if (!changes.isEmpty()) {
                into.put(name + "Changes", changes);
            }
        }
    }

    /** Of a change those to whom something has happened, also if that is nobody. */
    record Drivers(List<DriverPicture> all) implements Change.Partly {
        @JsonValue
        List<DriverJson> json() {
            return all.stream().map(DriverJson::of).toList();
        }

        /** Drivers are never forgotten: at most one is added, and each is the same object until something happens to him. */
        @Override
        public void since(Object before, String name, Map<String, Object> into) {
            var had = ((Drivers) before).all;
            var changed = new ArrayList<DriverJson>();
            var i = 0;
            for (var driver : all) {
                while (i < had.size() && had.get(i).number() < driver.number()) {
                    i++;
                }
                if (i >= had.size() || had.get(i) != driver) {
                    changed.add(DriverJson.of(driver));
                }
            }
            into.put(name, changed);
        }
    }

    /** @param order null if he is not on a trip; likewise the rest of it */
    record DriverJson(
            int n,
            String fleet,
            int at,
            long completed,
            long earned,
            long busy,
            long known,
            @JsonInclude(JsonInclude.Include.NON_NULL) String order,
            @JsonInclude(JsonInclude.Include.NON_NULL) Long since,
            @JsonInclude(JsonInclude.Include.NON_NULL) Integer pickUp,
            @JsonInclude(JsonInclude.Include.NON_NULL) Integer dropOff) {
        static DriverJson of(DriverPicture driver) {
            var trip = driver.isOnTrip() ? driver.trip() : null;
            return new DriverJson(
                    driver.number(),
                    driver.fleet(),
                    trip == null ? driver.delivery().at() : trip.from(),
                    driver.completed(),
                    driver.earned(),
                    driver.busyMillis(),
                    driver.knownSinceMillis(),
                    trip == null ? null : trip.order().toString(),
                    trip == null ? null : trip.sinceMillis(),
                    trip == null ? null : trip.pickUp(),
                    trip == null ? null : trip.dropOff());
        }
    }
}
