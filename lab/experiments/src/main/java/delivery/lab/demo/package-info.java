/** The whole suite in one command, with a report at its end: README.md. */
package delivery.lab.demo;
