package delivery.lab.judge;

import delivery.lab.judge.Evidence.Stage;
import delivery.lab.launcher.RankingAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is on the stream against what the ranking says.
 *
 * @param lastDriverSource whose deliveries may still be under way
 */
public record Judgement(Judge stream, RankingAnswer ranking, String lastDriverSource) {
    /** One figure that stream and ranking must agree on. */
    public record Figure(String name, long onStream, long inRanking) {
        boolean agrees() {
            return onStream == inRanking;
        }

        long lost() {
            return Math.max(0, onStream - inRanking);
        }

        long countedTwice() {
            return Math.max(0, inRanking - onStream);
        }
    }

    private List<Figure> events() {
        return Stream.of(Stage.values())
                .map(stage -> new Figure("orders " + stage, stream.orders(stage), ranking.orders(stage.name())))
                .toList();
    }

    private List<Figure> all() {
        var figures = new ArrayList<>(events());
        figures.add(new Figure("price of created", stream.price(Stage.created), ranking.price("created")));
        figures.add(new Figure("price of completed", stream.price(Stage.completed), ranking.price("completed")));
        figures.add(new Figure("records", stream.records(), ranking.audit("read")));
        figures.add(new Figure("duplicates", stream.duplicates(), ranking.audit("duplicates")));
        figures.add(new Figure("control records", stream.control(), ranking.audit("control")));
        figures.add(new Figure("rejected records", stream.rejected(), ranking.audit("rejected")));
        stream.recordsByShard()
                .forEach((shardId, records) ->
                        figures.add(new Figure("records of " + shardId, records, ranking.read(shardId))));
        stream.sources()
                .forEach((source, facts) ->
                        figures.add(new Figure("events of source " + source, facts.events(), ranking.applied(source))));
        return figures;
    }

    public List<Figure> disagreements() {
        return all().stream().filter(figure -> !figure.agrees()).toList();
    }

    /** What a producer was told is stored, and is not on the stream. */
    public long acknowledgedAndNotOnStream() {
        return stream.lost();
    }

    public long onStreamAndNotCounted() {
        return events().stream().mapToLong(Figure::lost).sum();
    }

    public long lost() {
        return acknowledgedAndNotOnStream() + onStreamAndNotCounted();
    }

    public long countedTwice() {
        return events().stream().mapToLong(Figure::countedTwice).sum();
    }

    public long stuck() {
        return stream.stuck(lastDriverSource);
    }

    /** Nothing lost, nothing counted twice, every figure the same, each order one driver's and delivered once. */
    public boolean isGood() {
        return lost() == 0
                && countedTwice() == 0
                && disagreements().isEmpty()
                && ranking.contradictions().isEmpty()
                && stream.conflicts() == 0
                && stuck() == 0;
    }
}
