package dev.varve.dockerfile;

import java.util.List;

/**
 * Where an instruction comes from.
 *
 * @param keyword the first word as written, whatever its case
 * @param original the whole instruction as Docker shows it: continued lines joined, trimmed, bodies
 *     of here-documents left out
 * @param range its lines, here-documents included
 * @param comments the comment lines right above it, without their {@code #}, trimmed
 */
public record Origin(String keyword, String original, SourceRange range, List<String> comments) {
  /** Copies the comments. */
  public Origin {
    comments = List.copyOf(comments);
  }
}
