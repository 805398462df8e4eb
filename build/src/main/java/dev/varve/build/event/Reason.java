package dev.varve.build.event;

import java.util.List;

/** Why a step had to run. */
public sealed interface Reason {
  /** How many names {@link #text} gives before it only counts. */
  int SHOWN = 3;

  /** One line for people. */
  String text();

  /** The user switched the cache off for it. */
  record NoCache(String flag) implements Reason {
    @Override
    public String text() {
      return flag;
    }
  }

  /** There is no earlier build of this step to compare with. */
  record FirstTime() implements Reason {
    @Override
    public String text() {
      return "first build of this step";
    }
  }

  /** The same key was built before, but its layer is gone from the store. */
  record LayerGone() implements Reason {
    @Override
    public String text() {
      return "its layer was pruned or damaged";
    }
  }

  /** Parts of the key differ from the last build's; never empty. */
  record Changed(List<Change> changes) implements Reason {
    public Changed {
      changes = List.copyOf(changes);
    }

    @Override
    public String text() {
      StringBuilder out = new StringBuilder();
      for (Change change : changes) {
        out.append(out.isEmpty() ? "" : "; ").append(change.text());
      }
      return out.toString();
    }
  }

  /** A part of the key that changed. */
  sealed interface Change {
    String text();

    /** A part with a value that can be shown, or that is only known to differ. */
    record Part(String name, String detail) implements Change {
      @Override
      public String text() {
        return name + " changed" + (detail.isEmpty() ? "" : ": " + detail);
      }
    }

    /** Files of a COPY or ADD. */
    record Files(List<String> added, List<String> modified, List<String> removed)
        implements Change {
      public Files {
        added = List.copyOf(added);
        modified = List.copyOf(modified);
        removed = List.copyOf(removed);
      }

      @Override
      public String text() {
        int count = added.size() + modified.size() + removed.size();
        StringBuilder out = new StringBuilder();
        out.append(count).append(count == 1 ? " file changed" : " files changed");
        out.append(" (+").append(added.size());
        out.append(" ~").append(modified.size());
        out.append(" -").append(removed.size()).append("): ");
        int shown = 0;
        for (List<String> names : List.of(modified, added, removed)) {
          for (String name : names) {
            if (shown == SHOWN) {
              return out.append(", …").toString();
            }
            out.append(shown++ == 0 ? "" : ", ").append(name);
          }
        }
        return out.toString();
      }
    }
  }
}
