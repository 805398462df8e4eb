package dev.varve.runtime.select;

import dev.varve.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verdicts that were found before, so that the common path tries nothing. Each is good for one
 * stamp: the boot, the program's file and the user namespace it was found in. A file that cannot be
 * read counts as empty, and one that cannot be written is done without.
 */
final class VerdictFile {

  private final Path file;

  VerdictFile(Path file) {
    this.file = file;
  }

  Optional<Verdict> find(String name, String stamp) {
    for (Json item : items()) {
      if (item instanceof Json.Obj entry
          && Json.of(name).equals(entry.find("name").orElse(null))
          && Json.of(stamp).equals(entry.find("stamp").orElse(null))
          && entry.find("outcome").orElse(null) instanceof Json.Str(String outcome)
          && entry.find("detail").orElse(null) instanceof Json.Str(String detail)) {
        return outcome(outcome).map(known -> new Verdict(name, known, detail));
      }
    }
    return Optional.empty();
  }

  void put(Verdict verdict, String stamp) {
    List<Json> items = new ArrayList<>();
    for (Json item : items()) {
      boolean other =
          item instanceof Json.Obj entry
              && !Json.of(verdict.name()).equals(entry.find("name").orElse(null));
      if (other) {
        items.add(item);
      }
    }
    Map<String, Json> entry = new LinkedHashMap<>();
    entry.put("name", Json.of(verdict.name()));
    entry.put("stamp", Json.of(stamp));
    entry.put("outcome", Json.of(verdict.outcome().name()));
    entry.put("detail", Json.of(verdict.detail()));
    items.add(new Json.Obj(entry));
    try {
      write(new Json.Arr(items).toBytes());
    } catch (IOException e) {
      // Only a memory aid: without it the next start tries again.
    }
  }

  private void write(byte[] document) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    Path temporary = Files.createTempFile(directory, "isolations", ".tmp");
    try {
      Files.write(temporary, document);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private List<Json> items() {
    try {
      if (Files.exists(file)
          && Json.parse(Files.readAllBytes(file)) instanceof Json.Arr(var items)) {
        return items;
      }
    } catch (IOException e) {
      // As if there were none.
    }
    return List.of();
  }

  private static Optional<Verdict.Outcome> outcome(String name) {
    for (Verdict.Outcome outcome : Verdict.Outcome.values()) {
      if (outcome.name().equals(name)) {
        return Optional.of(outcome);
      }
    }
    return Optional.empty();
  }
}
