/** The stream under control: one class a subcommand, by what they are about. Data goes to stdout, progress to stderr. */
package delivery.admin;
