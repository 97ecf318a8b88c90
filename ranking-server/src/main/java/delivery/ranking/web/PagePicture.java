package delivery.ranking.web;

import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.web.CatchUp.Progress;
import delivery.ranking.web.History.Sample;
import java.util.List;

/**
 * What the page shows at one moment: the ranking, and what can be told of its last seconds and minutes. Immutable.
 *
 * @param run of the server, so that the page knows when it talks to another one
 * @param peers where the pages of its replicas are
 * @param regionMoves places that each of the top regions has climbed within a minute; driverMoves likewise
 * @param second the last whole second of the history, null if there is none yet
 */
record PagePicture(
        String run,
        List<String> peers,
        RankingPicture ranking,
        List<Integer> regionMoves,
        List<Integer> driverMoves,
        List<LanePicture> lanes,
        Progress catchUp,
        Sample second) {

    /** A shard in the stream: those that live in the order of their hash keys, and the parents they came out of. */
    record LanePicture(ShardPicture shard, double recordsPerSecond, double bytesPerSecond, double throttledPerSecond) {}
}
