/** The one thread that changes the ranking, and the newest picture of it, where everyone else finds that. */
package delivery.ranking.loop;
