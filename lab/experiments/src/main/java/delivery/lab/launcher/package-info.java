/**
 * One way to start what the lab needs: a jar, or another command, as a process with its output in files of a folder a
 * run, that does not outlive the run; the suite of them on one stream; and what they say of themselves.
 */
package delivery.lab.launcher;
