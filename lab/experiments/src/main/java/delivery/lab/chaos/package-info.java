/** Processes that are killed, stopped and troubled under load, and a judge in the end: docs/chaos.md. */
package delivery.lab.chaos;
