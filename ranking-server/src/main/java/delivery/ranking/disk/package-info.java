/** The state folder on a real disk: snapshots and dead letters see but their ports of it. */
package delivery.ranking.disk;
