package dev.varve.build.copy;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code --chmod} asks for: an octal number from 0 to 7777, or clauses as chmod(1) takes them
 * ({@code u=rwX,go-w}) with an umask of zero.
 */
public sealed interface FileMode {

  /** The permission bits of a file or directory that had {@code mode} before. */
  int apply(int mode, boolean directory);

  /** The permission bits of directories that are made on the way. */
  int ofParents();

  /**
   * Reads the value of {@code --chmod}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static FileMode parse(String text) {
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int mode = text.length() > 8 ? -1 : octal(text);
      if (mode < 0 || mode > 07777) {
        throw invalid(text);
      }
      return new Octal(mode);
    }
    List<Clause> clauses = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      clauses.add(Clause.parse(part, text));
    }
    return new Symbolic(List.copyOf(clauses));
  }

  private static int octal(String text) {
    try {
      return Integer.parseInt(text, 8);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "invalid --chmod '" + text + "': it takes an octal number from 0 to 7777 or modes as u+x");
  }

  /** Exactly these bits. */
  record Octal(int mode) implements FileMode {
    @Override
    public int apply(int before, boolean directory) {
      return mode;
    }

    @Override
    public int ofParents() {
      return mode & 0777;
    }
  }

  /** Changes, one after the other. */
  record Symbolic(List<Clause> clauses) implements FileMode {
    @Override
    public int apply(int before, boolean directory) {
      int mode = before;
      for (Clause clause : clauses) {
        mode = clause.apply(mode, directory);
      }
      return mode;
    }

    @Override
    public int ofParents() {
      return 0755;
    }
  }

  /**
   * One clause.
   *
   * @param who mask of the classes it is about: 4 user, 2 group, 1 others
   */
  record Clause(int who, List<Action> actions) {

    /** An operator and what it gives, takes or sets. */
    private record Action(char operator, String permissions) {}

    private static final String OPERATORS = "+-=";

    static Clause parse(String part, String whole) {
      int i = 0;
      int who = 0;
      for (; i < part.length() && "ugoa".indexOf(part.charAt(i)) >= 0; i++) {
        who |=
            switch (part.charAt(i)) {
              case 'u' -> 4;
              case 'g' -> 2;
              case 'o' -> 1;
              default -> 7;
            };
      }
      List<Action> actions = new ArrayList<>();
      while (i < part.length() && OPERATORS.indexOf(part.charAt(i)) >= 0) {
        char operator = part.charAt(i++);
        int start = i;
        while (i < part.length() && "rwxXstugo".indexOf(part.charAt(i)) >= 0) {
          i++;
        }
        actions.add(new Action(operator, part.substring(start, i)));
      }
      if (actions.isEmpty() || i < part.length()) {
        throw invalid(whole);
      }
      return new Clause(who == 0 ? 7 : who, List.copyOf(actions));
    }

    int apply(int before, boolean directory) {
      int mode = before;
      for (Action action : actions) {
        int bits = bits(action.permissions(), mode, directory);
        mode =
            switch (action.operator()) {
              case '+' -> mode | bits;
              case '-' -> mode & ~bits;
              default -> (mode & ~everything()) | bits;
            };
      }
      return mode;
    }

    private int everything() {
      return spread(7) | ((who & 4) != 0 ? 04000 : 0) | ((who & 2) != 0 ? 02000 : 0);
    }

    private int bits(String permissions, int mode, boolean directory) {
      int bits = 0;
      for (int i = 0; i < permissions.length(); i++) {
        bits |=
            switch (permissions.charAt(i)) {
              case 'r' -> spread(4);
              case 'w' -> spread(2);
              case 'x' -> spread(1);
              case 'X' -> directory || (mode & 0111) != 0 ? spread(1) : 0;
              case 's' -> ((who & 4) != 0 ? 04000 : 0) | ((who & 2) != 0 ? 02000 : 0);
              case 't' -> who == 1 ? 0 : 01000; // others alone do not reach it
              case 'u' -> spread((mode >> 6) & 7);
              case 'g' -> spread((mode >> 3) & 7);
              default -> spread(mode & 7);
            };
      }
      return bits;
    }

    /** The same three bits for each of the classes. */
    private int spread(int three) {
      return ((who & 4) != 0 ? three << 6 : 0)
          | ((who & 2) != 0 ? three << 3 : 0)
          | ((who & 1) != 0 ? three : 0);
    }
  }
}
