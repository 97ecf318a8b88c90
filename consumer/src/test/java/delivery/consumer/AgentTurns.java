package delivery.consumer;

import delivery.app.Agent;
import delivery.app.Agents;
import delivery.app.AppException;
import delivery.app.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Agents in one thread, each when it is its turn, until the program has failed. */
final class AgentTurns implements Agents {
    /** A turn takes a moment: who waits for an answer is asked again at once. */
    private static final Duration LEAST = Duration.ofMillis(1);

    private final FakeTime time;
    private final List<AppException> failures;
    private final List<Turn> all = new ArrayList<>();

    private static final class Turn {
        private final String name;
        private final Agent agent;
        private Duration due;

        Turn(String name, Agent agent, Duration due) {
            this.name = name;
            this.agent = agent;
            this.due = due;
        }
    }

    AgentTurns(FakeTime time, List<AppException> failures) {
        this.time = time;
        this.failures = failures;
    }

    @Override
    public void start(String name, Agent agent) {
        all.add(new Turn(name, agent, time.elapsed()));
    }

    void run(Duration duration) {
        var end = time.elapsed().plus(duration);
        while (true) {
            var turn = all.stream()
                    .filter(each -> each.due.compareTo(end) <= 0)
                    .min((a, b) -> a.due.compareTo(b.due))
                    .orElse(null);
            if (turn == null || !failures.isEmpty()) {
                time.advance(end.minus(time.elapsed()).isNegative() ? Duration.ZERO : end.minus(time.elapsed()));
                return;
            }
            if (turn.due.compareTo(time.elapsed()) > 0) {
                time.advance(turn.due.minus(time.elapsed()));
            }
            var idle = turn.agent.doWork();
            if (idle == null) {
                all.remove(turn);
                turn.agent.close();
            } else {
                turn.due = time.elapsed().plus(idle.compareTo(LEAST) < 0 ? LEAST : idle);
            }
        }
    }

    /** Its thread is gone. */
    void end(String name) {
        var turn =
                all.stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
        all.remove(turn);
        turn.agent.close();
    }

    /** All are gone. */
    void end() {
        all.forEach(turn -> turn.agent.close());
        all.clear();
    }
}
