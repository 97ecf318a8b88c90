/** What an engine is asked for and what it answers. */
package delivery.localkinesis.api;
