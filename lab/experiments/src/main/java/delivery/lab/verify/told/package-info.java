/** The ways by which a consumer tells what it has accepted. */
package delivery.lab.verify.told;
