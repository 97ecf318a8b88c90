/** The stream under control: one class a subcommand. Data goes to stdout, progress to stderr. */
package delivery.admin;
