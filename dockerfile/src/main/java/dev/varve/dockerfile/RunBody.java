package dev.varve.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a RUN executes. */
public sealed interface RunBody {
  /** A program and its arguments, without a shell. */
  record Exec(List<String> args) implements RunBody {
    /** Copies the arguments. */
    public Exec {
      args = List.copyOf(args);
    }
  }

  /** A text for the shell: one more argument behind SHELL's. */
  record Shell(String text) implements RunBody {}

  /**
   * A here-document that starts with {@code #!}. It is put as a file with mode 0755 in {@link
   * #DIRECTORY}, mounted read-only for this RUN alone; the shell is given the file's path.
   */
  record Script(String name, String text) implements RunBody {
    /** Where Docker puts the file. */
    public static final String DIRECTORY = "/dev/pipes";

    /** The path that the shell is given. */
    public String path() {
      return DIRECTORY + "/" + name;
    }

    /** The bytes of the file. */
    public byte[] content() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
