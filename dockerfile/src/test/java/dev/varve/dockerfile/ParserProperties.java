package dev.varve.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.dockerfile.pattern.BadPatternException;
import dev.varve.dockerfile.pattern.IgnorePatterns;
import dev.varve.dockerfile.pattern.Wildcard;
import dev.varve.dockerfile.words.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What must hold for any input; shared by the fuzz tests and the random tests. */
final class ParserProperties {
  private static final Map<String, String> VALUES =
      Map.of("A", "a", "B", "", "X", "x y", "HOME", "/root", "V", "1.2-3/4");

  private ParserProperties() {}

  /** Any bytes are a Dockerfile or a {@link DockerfileException} with one clear line. */
  static void checkDockerfile(byte[] text) {
    Dockerfile file;
    try {
      file = Dockerfile.parse(text, "Dockerfile");
    } catch (DockerfileException e) {
      checkError(e);
      return;
    }
    List<Instruction> instructions = new ArrayList<>(file.globals());
    for (Stage stage : file.stages()) {
      instructions.add(stage.from());
      instructions.addAll(stage.instructions());
    }
    int line = 0;
    for (Instruction instruction : instructions) {
      assertTrue(instruction.range().firstLine() > line, "ranges are in order");
      line = instruction.range().lastLine();
      assertTrue(line <= file.source().lineCount());
      assertFalse(instruction.original().isEmpty());
      assertFalse(instruction.range().excerpt().isEmpty());
      checkInstruction(instruction, file.escape());
    }
    assertFalse(file.stages().isEmpty());
    assertFalse(AstDump.of(expandedMounts(file)).isEmpty());
  }

  /** The dump types mounts, which may be wrong before anybody asks; leave such files alone. */
  private static Dockerfile expandedMounts(Dockerfile file) {
    try {
      for (Stage stage : file.stages()) {
        for (Instruction instruction : stage.instructions()) {
          if (instruction instanceof Run run) {
            run.mounts();
          }
        }
      }
      return file;
    } catch (DockerfileException e) {
      checkError(e);
      return Dockerfile.parse(
          "FROM scratch".getBytes(java.nio.charset.StandardCharsets.UTF_8), "x");
    }
  }

  private static void checkInstruction(Instruction instruction, char escape) {
    Variables variables = Variables.of(VALUES);
    try {
      Instruction expanded = instruction.expand(variables, escape);
      assertEquals(instruction.getClass(), expanded.getClass());
      assertEquals(instruction.origin(), expanded.origin());
      if (expanded instanceof Run run) {
        run.body();
        run.mounts();
      }
      if (expanded instanceof Expose expose) {
        expose.ports();
      }
      if (expanded instanceof OnBuild onBuild) {
        Dockerfile.parseTrigger(onBuild.expression(), onBuild.range());
      }
    } catch (DockerfileException e) {
      checkError(e);
    }
    for (String name : variables.undefined()) {
      assertFalse(VALUES.containsKey(name));
    }
  }

  static void checkError(DockerfileException e) {
    assertFalse(e.problem().isEmpty());
    assertTrue(e.summary().indexOf('\n') < 0, e.summary());
    assertTrue(e.summary().length() < 4000, "bounded");
    assertTrue(e.render().length() < 200_000, "bounded");
    assertTrue(e.render().endsWith(e.summary()));
  }

  /** Any bytes are an ignore file or an error; a walk and single questions agree. */
  static void checkIgnoreFile(byte[] text) {
    IgnorePatterns patterns;
    try {
      patterns = IgnorePatterns.parse(text);
    } catch (DockerfileException e) {
      checkError(e);
      return;
    }
    String path = "";
    IgnorePatterns.Directory directory = patterns.root();
    boolean skipped = false;
    for (String name : List.of("a", "b.go", "node_modules", "ü", "x.txt")) {
      path = path.isEmpty() ? name : path + "/" + name;
      boolean ignored = directory.ignores(path);
      assertEquals(ignored, patterns.matches(path));
      assertEquals(ignored, patterns.explain(path).filter(rule -> !rule.negated()).isPresent());
      assertTrue(ignored || !skipped, "nothing below a skipped directory is kept");
      directory = directory.enter(path);
      assertEquals(ignored, directory.ignored());
      assertEquals(directory.canSkip(), patterns.canSkipDirectory(path));
      skipped |= directory.canSkip();
    }
  }

  /** Any text is a wildcard pattern or bad; a name without special characters matches itself. */
  static void checkWildcard(String text) {
    try {
      Wildcard wildcard = Wildcard.of(text);
      boolean self = wildcard.matches(text);
      assertTrue(self || Wildcard.isWildcard(text) || text.indexOf('\\') >= 0);
      wildcard.matches("a/b.go");
    } catch (BadPatternException e) {
      assertFalse(e.problem().isEmpty());
    }
  }
}
