/** What all subcommands share: the stream under control, and how they ask and answer. */
package delivery.admin.command;
