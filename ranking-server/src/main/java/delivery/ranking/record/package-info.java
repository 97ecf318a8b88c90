/** Runs as files: what the page was sent, a line each, with its moment. Knows neither the ranking nor the page. */
package delivery.ranking.record;
