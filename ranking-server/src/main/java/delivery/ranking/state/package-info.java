/**
 * The state of the server and its rules: who may bring which shard and from where, what counts, what the ranking is, and
 * what may be said of it. One thread's; knows neither sockets, files, JSON nor pages.
 */
package delivery.ranking.state;
