package delivery.simulation;

/** A program of the suite: what it does in one life, and how it is stopped. */
interface Process {
    /** A new life. */
    void start();

    /** As by SIGTERM. */
    void stop();

    /** Of its present life. */
    Host host();

    /** Of its machine, through all its lives. */
    MachineClock time();
}
