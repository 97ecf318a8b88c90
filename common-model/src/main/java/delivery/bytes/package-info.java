/**
 * Values to bytes and back, for the ranking socket and for snapshots. A value is described once, as a {@link
 * delivery.bytes.Layout}: its fields in their order, each with where it comes from. Written and read by the same lines, the two
 * cannot disagree; and one value is always the same bytes.
 *
 * <p>Numbers are big-endian. A reader skips what follows the fields that it knows, in a whole as in each element of a list: so a
 * newer program may add fields at the end of any of them.
 */
package delivery.bytes;
