/** A command that somebody else wrote, as processes: started, killed, frozen, and gone at the end with all that it started. */
package delivery.lab.verify.process;
