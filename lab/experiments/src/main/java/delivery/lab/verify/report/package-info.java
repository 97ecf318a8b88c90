/** What became of each scenario, for people and for programs. */
package delivery.lab.verify.report;
