package delivery.localkinesis.conformance;

/**
 * Something that can be observed of a Kinesis from outside, and what is to be observed.
 *
 * @param name a sentence
 * @param expected what Kinesis answers, in a few words, or the code of its error
 * @param source the page of AWS's API reference that says so, or who has recorded it of AWS
 * @param steps what is done and what is then seen
 */
public record Case(String name, String expected, String source, Steps steps) {
    /** What is done to a Kinesis, and what is then seen in a few words. */
    @FunctionalInterface
    public interface Steps {
        String run(Probe probe);
    }

    /** A name reads better in a report than a record does. */
    @Override
    public String toString() {
        return name;
    }
}
