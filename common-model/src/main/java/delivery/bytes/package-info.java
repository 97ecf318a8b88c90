/**
 * Values to bytes and back, for the ranking socket and for snapshots. A value is described once, as a {@link
 * delivery.bytes.Layout}: its fields in their order, each with where it comes from. Written and read by the same lines, the two
 * cannot disagree; and one value is always the same bytes.
 *
 * <p>Numbers are big-endian. Whatever has fields of its own has its length before it, and a reader skips what follows the
 * fields that it knows: so a newer program may add fields at the end of any value, however deep it lies in another.
 */
package delivery.bytes;
