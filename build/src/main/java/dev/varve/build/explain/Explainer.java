package dev.varve.build.explain;

import dev.varve.archive.EntryPath;
import dev.varve.build.event.Reason;
import dev.varve.build.event.Reason.Change;
import dev.varve.build.event.StepInfo;
import dev.varve.build.solve.CacheKey;
import dev.varve.build.step.CopyOperation;
import dev.varve.build.step.Root;
import dev.varve.build.step.StepOperation;
import dev.varve.model.Digest;
import dev.varve.store.KeyPart;
import dev.varve.store.StepRecord;
import dev.varve.store.Store;
import dev.varve.store.files.FileList;
import dev.varve.store.files.ListedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the reason why a step's key is not the one that the cache knows. */
public final class Explainer {
  private static final int SHOWN = 40;

  private final Store store;
  private final LastBuild last;

  public Explainer(Store store, LastBuild last) {
    this.store = store;
    this.last = last;
  }

  /**
   * Why a step runs.
   *
   * @param parentChange what is said if the root below changed: which step changed it
   */
  public Reason explain(
      StepOperation operation, CacheKey key, List<Root> inputs, String parentChange)
      throws IOException, InterruptedException {
    if (operation.cacheSwitch().isPresent()) {
      return new Reason.NoCache(operation.cacheSwitch().get());
    }
    if (store.records().peek(key.digest()).isPresent()) {
      return new Reason.LayerGone();
    }
    StepInfo info = operation.step().info();
    Optional<LastBuild.Entry> entry = last.find(info.stage(), info.position(), info.instruction());
    Optional<StepRecord> before =
        entry.isEmpty() ? Optional.empty() : store.records().peek(entry.get().key());
    if (before.isEmpty()) {
      return new Reason.FirstTime();
    }
    List<Change> changes = new ArrayList<>();
    Map<String, String> old = values(before.get().parts());
    Map<String, String> now = new LinkedHashMap<>();
    key.parts().forEach(part -> now.merge(part.name(), part.value(), String::concat));
    List<String> names = new ArrayList<>(now.keySet());
    old.keySet().stream().filter(name -> !now.containsKey(name)).forEach(names::add);
    for (String name : names) {
      String was = old.get(name);
      String is = now.get(name);
      if (was == null || is == null || !was.equals(is)) {
        boolean sameText = entry.get().text().equals(info.instruction());
        changes.add(change(name, was, is, new Asked(operation, inputs, sameText), parentChange));
      }
    }
    return changes.isEmpty() ? new Reason.LayerGone() : new Reason.Changed(changes);
  }

  private static Map<String, String> values(List<KeyPart> parts) {
    Map<String, String> values = new LinkedHashMap<>();
    parts.forEach(part -> values.merge(part.name(), part.value(), String::concat));
    return values;
  }

  /**
   * A step that is asked about.
   *
   * @param sameText whether the same instruction is what the last build had
   */
  private record Asked(StepOperation operation, List<Root> inputs, boolean sameText) {}

  private Change change(
      String name, @Nullable String was, @Nullable String is, Asked asked, String parentChange)
      throws IOException, InterruptedException {
    return switch (name) {
      case StepOperation.INSTRUCTION -> new Change.Part(name, "");
      case StepOperation.PARENT -> new Change.Part(name, parentChange);
      case StepOperation.FILES -> {
        Optional<Change> files =
            asked.operation() instanceof CopyOperation copy && was != null
                ? files(copy, asked, was)
                : Optional.empty();
        yield files.orElse(new Change.Part(name, ""));
      }
      default -> new Change.Part(name, valueChange(was, is));
    };
  }

  private static String valueChange(@Nullable String was, @Nullable String is) {
    if (was == null) {
      return "new";
    }
    return is == null ? "gone" : shown(was) + " -> " + shown(is);
  }

  private static String shown(String value) {
    return value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
  }

  private Optional<Change> files(CopyOperation copy, Asked asked, String was)
      throws IOException, InterruptedException {
    Optional<FileList.Difference> fromLayer =
        asked.sameText() ? copy.difference(asked.inputs()) : Optional.empty();
    Optional<FileList.Difference> difference =
        fromLayer.isPresent() ? fromLayer : fromLists(copy, asked.inputs(), was);
    return difference.filter(found -> !found.isEmpty()).map(Explainer::files);
  }

  private Optional<FileList.Difference> fromLists(CopyOperation copy, List<Root> inputs, String was)
      throws IOException, InterruptedException {
    Optional<Digest> oldId = Digest.tryParse(was);
    Optional<FileList> old =
        oldId.isEmpty() ? Optional.empty() : store.records().files(oldId.get());
    if (old.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(copy.fileList(inputs).since(old.get()));
  }

  private static Change files(FileList.Difference difference) {
    List<String> added = new ArrayList<>();
    for (ListedFile file : difference.added()) {
      added.add(file.path().toString());
    }
    List<String> modified = new ArrayList<>();
    for (FileList.Modified file : difference.modified()) {
      String how = file.newer().differenceFrom(file.older());
      modified.add(file.newer().path() + (how.equals("content") ? "" : " (" + how + ")"));
    }
    List<String> removed = difference.removed().stream().map(EntryPath::toString).toList();
    return new Change.Files(added, modified, removed);
  }

  /** Remembers the files of a step that ran, so that the next miss can be told in detail. */
  public void remember(CopyOperation copy, List<Root> inputs, CacheKey key)
      throws IOException, InterruptedException {
    Optional<Digest> files = copy.files();
    if (files.isEmpty() || copy.isInLayer() || store.records().hasFiles(files.get())) {
      return;
    }
    FileList list = copy.fileList(inputs);
    StepInfo info = copy.step().info();
    Optional<Digest> base =
        last.find(info.stage(), info.position(), info.instruction())
            .flatMap(entry -> filesOf(entry.key()));
    if (base.isPresent()) {
      store.records().putFiles(files.get(), list, base.get());
    } else {
      store.records().putFiles(files.get(), list);
    }
  }

  private Optional<Digest> filesOf(Digest key) {
    try {
      return store
          .records()
          .peek(key)
          .flatMap(
              record ->
                  record.parts().stream()
                      .filter(part -> part.name().equals(StepOperation.FILES))
                      .findFirst())
          .flatMap(part -> Digest.tryParse(part.value()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
