/** Shows the page with a recorded run: no stream, no consumer, no ranking. */
package delivery.ranking.replay;
