package delivery.ranking.web;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.Region;
import delivery.model.SourceProgress;
import delivery.ranking.state.Admission;
import delivery.ranking.state.DirectConsumer;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingPicture.RejectedPicture;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.ReplicaFindings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every byte that is told of a state with something of everything: shards that are split, given up, behind, unread; sources of
 * all kinds; gaps, dead letters, drivers. After a change that is meant, {@code target/golden-web.txt} is the new golden file.
 */
class GoldenWebTest {
    private static final long START = Events.START_MILLIS;
    private static final int SECONDS = 75;
    private static final Set<Integer> TOLD = Set.of(3, 21, 46, 70);

    private final FakeTime time = new FakeTime(Instant.ofEpochMilli(START));
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final History history = new History();
    private final PageView view = new PageView("run", List.of(), history);
    private final Random random = new Random(7);
    private final List<String> lines = new ArrayList<>();
    private RejectedPicture letters = new RejectedPicture(0, 0, 0, false);
    private PagePicture before;
    private int order;

    @Test
    void notAByteIsOtherThanItWas() throws IOException {
        tell();
        live();
        tell(JsonBytes.of(history.samples().stream().map(PageJson.Second::of).toList()));
        Files.write(Path.of("target", "golden-web.txt"), lines);
        try (var golden = GoldenWebTest.class.getResourceAsStream("golden-web.txt")) {
            assertThat(lines)
                    .containsExactlyElementsOf(new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }

    private void live() {
        var low = new DirectConsumer(state, shard(0).holder("bl\u00fc \"4\" <b>\u2028\\"));
        var high = new DirectConsumer(state, shard(3).acceptLoss());
        new DirectConsumer(state, shard(2));
        state.leave("shardId-000000000002", 3);
        for (var second = 0; second < SECONDS; second++) {
            for (var part = 0; part < 5; part++) {
                at(second + part * 0.2);
                bring(low);
                bring(high);
                if (part == 2 && second % 5 == 0) {
                    hearOf(second, high);
                }
                if (TOLD.contains(second) && part < 2) {
                    tell();
                } else {
                    before = picture();
                }
            }
            happen(second, low, high);
        }
        tell();
    }

    private void happen(int second, DirectConsumer low, DirectConsumer high) {
        switch (second) {
            case 20 -> {
                low.bring(low.batch().end("low-1", "low-2"));
                letters = new RejectedPicture(7, 2, 1_234, true);
            }
            case 22 -> new DirectConsumer(state, Hellos.of("low-1").part(0, 8).parents("shardId-000000000000"));
            case 30 -> new DirectConsumer(state, shard(1).holder("other/9"));
            case 40 -> letters = new RejectedPicture(8, 2, 1_400, false);
            case 41, 42, 43, 44, 45, 46 ->
                high.bring(high.batch()
                        .to(high.next(500))
                        .gap(second == 44 ? 0 : START + second * 900L, START + second * 1_000L));
            default -> {}
        }
    }

    private static Hellos shard(int n) {
        return Hellos.of("shardId-00000000000" + n).part(n, 4);
    }

    /** Copies, conflicts, late ones and those of the future among them. */
    private void bring(DirectConsumer consumer) {
        if (consumer.batch().batch().after().isShardEnd()) {
            return;
        }
        var batch = consumer.batch();
        var records = random.nextInt(4);
        var now = time.instant().toEpochMilli();
        for (var i = 0; i < records; i++) {
            var n = random.nextInt(6) == 0 ? 1 + random.nextInt(order + 1) : ++order;
            var about = Events.order(n)
                    .producer("src" + n % 17)
                    .drivers("fleet" + n % 2)
                    .driver(n % 23)
                    .driverAt(n % Region.SIDE, n / 3 % Region.SIDE)
                    .pickUp(n * 7 % Region.SIDE, n * 11 % Region.SIDE)
                    .dropOff((n * 7 + 3) % Region.SIDE, n * 5 % Region.SIDE)
                    .price(500 + 37 * n)
                    .windowSeconds(15 + n % 20)
                    .createdAt(n % 31 == 0 ? now + 600_000 : n % 37 == 0 ? now - 700_000 : now - 100)
                    .assignedAfter(1_000 + n % 900)
                    .completedAfter(9_000 + n * 13 % 4_000);
            batch.event(about.created(), now);
            if (n % 3 > 0) {
                batch.event(about.assigned(), now);
            }
            if (n % 3 > 1) {
                batch.event(about.completed(), now);
            }
        }
        if (random.nextInt(9) == 0) {
            batch.rejected(
                    "field", random.nextBoolean() ? "src" + random.nextInt(17) : "", 1 + random.nextInt(99), now);
        }
        batch.unknownFields(random.nextInt(2)).behind(random.nextInt(12) * 700L).readThrough(now - 350);
        consumer.bring(batch.to(consumer.next(batch.batch().records())));
    }

    private void hearOf(int second, DirectConsumer consumer) {
        var now = time.instant().toEpochMilli();
        var batch = consumer.batch().readThrough(now);
        for (var source = 0; source < 15; source++) {
            var throttled = source % 4 == 0
                    ? Map.of("shardId-000000000003", 3L * second + 1, "shardId-000000000001", 5L)
                    : Map.<String, Long>of();
            batch.progress(
                    new SourceProgress("src" + source, 1 + source * second, source % 5 == 4, now, throttled, false),
                    now);
        }
        batch.progress(new SourceProgress("src15", 4, true, now, Map.of(), true), now);
        batch.progress(new SourceProgress("quiet", 2, false, START, Map.of(), false), START + 10);
        batch.progress(new SourceProgress("fleet0", 60, false, now, Map.of(), false), now);
        consumer.bring(batch.to(consumer.next(17)));
    }

    private void at(double seconds) {
        time.advanceTo(Instant.ofEpochMilli(START + Math.round(seconds * 1_000)));
        state.advanceTo(time);
    }

    private PagePicture picture() {
        return view.next(state.picture().with(letters, ReplicaFindings.NONE));
    }

    /** The ranking, the page's change since it was told last, and now and then all of it. */
    private void tell() {
        var had = before;
        before = picture();
        tell(JsonBytes.of(RankingJson.of(before.ranking())));
        if (had == null || lines.size() % 6 == 0) {
            tell(JsonBytes.of(PageJson.of(before)));
        } else {
            tell(JsonBytes.of(Change.of(PageJson.of(had), PageJson.of(before))));
        }
    }

    private void tell(byte[] json) {
        lines.add(new String(json, StandardCharsets.UTF_8));
    }
}
