package delivery.localkinesis.scenario;

import java.time.Duration;

/** Whoever reads the stream: what can be done to one. No method waits longer than a moment. */
public interface TestedConsumer {
    /** How many of them there are; they are told by number, from 0. */
    int instances();

    /** Whether it can be killed and frozen, and its clock set; what cannot be is closed instead of killed. */
    boolean isProcess();

    /** Nothing, if it runs. */
    void start(int instance);

    /** It ends as by kill -9: at once, and without a word. */
    void kill(int instance);

    /** It is asked to end, and may take its time. */
    void tellToStop(int instance);

    boolean isRunning(int instance);

    /** Which of them has told something last, so that it has work; 0 where that is not known. */
    int lastTeller();

    /** It stands still, and does not know it. */
    void freeze(int instance);

    void thaw(int instance);

    /** Its time of day is so far from the machine's; also of one that is started later. */
    void setClock(Duration ahead);

    /** Called every few milliseconds. */
    void look();
}
