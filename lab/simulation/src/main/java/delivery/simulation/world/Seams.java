package delivery.simulation.world;

import delivery.kinesis.KinesisStream;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Hello;
import delivery.ranking.disk.StateFolder;
import delivery.ranking.loop.Questions;
import java.util.function.Function;

/** What lies between the parts of a world: a test may put something faulty there, to see that it is caught. */
public interface Seams {
    Seams REAL = new Seams() {};

    /** Between a process, such as {@code consumer-7}, and the stream. */
    default KinesisStream stream(String process, KinesisStream stream) {
        return stream;
    }

    /** What comes to the server of a Hello. */
    default Hello hello(Hello hello) {
        return hello;
    }

    /** Between a connection and the state. */
    default Message apply(Batch batch, Function<Batch, Message> state) {
        return state.apply(batch);
    }

    /** The state that a server begins its life with. */
    default void restored(Questions state) {}

    /** Between the server and its state folder. */
    default StateFolder disk(StateFolder disk) {
        return disk;
    }

    /** Between connections or snapshots and the ranking. */
    default Questions ranking(Questions ranking) {
        return ranking;
    }
}
