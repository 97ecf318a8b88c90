/**
 * The one judge of what was lost or counted twice: a fold over the records of a stream by identity, used by chaos, the
 * experiments and the simulation. It shares no code with the ranking that it judges, nor with what writes and reads the
 * events.
 */
package delivery.lab.judge;
