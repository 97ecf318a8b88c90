/** Subcommands that show and change the stream and its shards. */
package delivery.admin.stream;
