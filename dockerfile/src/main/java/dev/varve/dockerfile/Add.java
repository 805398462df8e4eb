package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.util.List;
import java.util.Optional;

/**
 * {@code ADD}.
 *
 * @param chmod octal or symbolic, unchecked
 * @param checksum what an address must give, {@code algorithm:hex} or a commit, unchecked
 * @param keepGitDir for git sources; absent when not said
 * @param unpack whether archives are unpacked; absent when not said: local ones are, remote ones
 *     are not
 * @param excludes patterns as in an ignore file, unchecked
 */
public record Add(
    Origin origin,
    Sources sources,
    String destination,
    Optional<String> chown,
    Optional<String> chmod,
    Optional<String> checksum,
    Optional<Boolean> keepGitDir,
    Optional<Boolean> unpack,
    boolean link,
    List<String> excludes)
    implements Instruction {

  /** Copies the excludes. */
  public Add {
    excludes = List.copyOf(excludes);
  }

  /** Expands sources, destination, owner, mode, checksum and bodies of unquoted here-documents. */
  @Override
  public Add expand(Variables variables, char escape) {
    FileWords words = new FileWords(this, variables, escape);
    Optional<String> owner = words.flag(chown);
    Optional<String> mode = words.flag(chmod);
    Optional<String> sum = words.flag(checksum);
    return new Add(
        origin,
        words.sources(sources),
        words.word(destination),
        owner,
        mode,
        sum,
        keepGitDir,
        unpack,
        link,
        excludes);
  }
}
