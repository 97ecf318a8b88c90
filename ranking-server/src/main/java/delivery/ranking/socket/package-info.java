/** The ranking socket: connections, the sessions on them, and why they ended. */
package delivery.ranking.socket;
