/** The judge's side of the simulation: what was really stored, and what must hold of the ranking, by that alone. */
package delivery.simulation.judge;
