package dev.varve.testkit.registry;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Which requests a rule is for. Nothing happens before one of the last four methods makes the rule.
 */
public final class When {
  private final Script script;
  private final Predicate<SeenRequest> wanted;
  private int skipped;
  private int times = Integer.MAX_VALUE;
  private long bodyBytes = Long.MAX_VALUE;

  When(Script script, Predicate<SeenRequest> wanted) {
    this.script = script;
    this.wanted = wanted;
  }

  /** Leaves the first so many of the requests to others. */
  public When skip(int requests) {
    skipped = requests;
    return this;
  }

  /** For so many requests only; without this, for all. */
  public When times(int requests) {
    times = requests;
    return this;
  }

  /**
   * Reads no more than so many bytes of the body before the answer, which is the last on its
   * connection. With 0 it is answered as soon as the head is there.
   */
  public When readingOnly(long bytes) {
    bodyBytes = bytes;
    return this;
  }

  /** This answer, and the request is not handled. */
  public Rule answer(Answer answer) {
    return reply((_, _) -> answer);
  }

  /** The request is handled, and then this is answered instead of the truth. */
  public Rule answerAfterHandling(Answer answer) {
    return reply(
        (_, real) -> {
          Answer _ = real.get();
          return answer;
        });
  }

  /** The request is handled, and its answer changed. */
  public Rule change(UnaryOperator<Answer> change) {
    return reply((_, real) -> change.apply(real.get()));
  }

  /** Whatever this decides. */
  public Rule reply(Reply reply) {
    return script.add(new Rule(wanted, skipped, times, bodyBytes, reply));
  }
}
