package dev.varve.runtime.seccomp;

import java.util.List;

/**
 * What becomes of some system calls.
 *
 * @param calls their names
 * @param condition when the rule applies
 * @param verdict what happens then
 */
public record SeccompRule(List<String> calls, Condition condition, Verdict verdict) {

  public SeccompRule {
    calls = List.copyOf(calls);
  }

  /**
   * A test of one argument. The arguments tested are all 32 bits wide in the kernel, which ignores
   * the upper half of the register.
   */
  public sealed interface Condition {

    /** No test. */
    record Always() implements Condition {}

    /** The argument has this value. */
    record Is(int argument, long value) implements Condition {}

    /** The argument has another value. */
    record IsNot(int argument, long value) implements Condition {}

    /** The argument has none of these bits. */
    record Without(int argument, long bits) implements Condition {}
  }

  /** What the kernel does with a call. */
  public sealed interface Verdict {

    /** It is carried out. */
    record Allow() implements Verdict {}

    /** It fails. */
    record Fail(int errno) implements Verdict {}
  }
}
