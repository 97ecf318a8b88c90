/**
 * The ranking server: takes the events of every shard over a socket, keeps totals, top-10s and the audit, and shows
 * them.
 *
 * <pre>
 * consumer-1 (Sessions) --+                                          +--> /api/ranking, /metrics
 * consumer-2 (Sessions) --+--> RankingLoop --> LatestPicture --------+--> web-feed --> every StreamClient
 * consumer-n (Sessions) --+    (RankingState)   (immutable)
 * </pre>
 *
 * Many threads bring and many look; one, {@code ranking-loop}, changes. Here is only what wires it, as {@link delivery.ranking.RankingServer} without threads. Arrows between the
 * packages run one way:
 *
 * <pre>
 * web, socket, disk --> snapshot --> loop --> letters --> state --> city, identity
 * </pre>
 */
package delivery.ranking;
