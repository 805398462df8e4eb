package dev.varve.runtime.doctor;

/**
 * One line of a report.
 *
 * @param what what was looked at
 * @param grade how it stands
 * @param finding what was found, and why it matters where it is not fine; one line
 */
public record Check(String what, Grade grade, String finding) {

  /** How something stands. */
  public enum Grade {
    /** As it should be. */
    GOOD,
    /** Works, with less. */
    LESS,
    /** Does not work. */
    BAD,
    /** Neither good nor bad. */
    NOTE
  }
}
