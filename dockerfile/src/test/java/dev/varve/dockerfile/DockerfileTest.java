package dev.varve.dockerfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileTest {
  private static Dockerfile parse(String text) {
    return InstructionExpandTest.parse(text);
  }

  @Test
  void stage_byName_inAnyCaseAndTheLastOfSeveral() {
    Dockerfile file = parse("FROM a AS One\nFROM b AS one\nFROM c\n");
    assertEquals(Optional.of(1), file.stage("ONE").map(Stage::index));
    assertEquals(Optional.empty(), file.stage("0"));
    assertEquals(2, file.defaultStage().index());
    assertEquals("2", file.defaultStage().label());
  }

  @Test
  void baseStage_onlyEarlierStages_andTheNameAsItIs() {
    Dockerfile file = parse("FROM a AS One\nFROM one AS one\nFROM one\n");
    assertEquals(Optional.empty(), file.baseStage("one", 0));
    assertEquals(Optional.of(0), file.baseStage("one", 1).map(Stage::index));
    assertEquals(Optional.of(1), file.baseStage("one", 2).map(Stage::index));
    assertEquals(Optional.empty(), file.baseStage("One", 2));
    assertEquals(Optional.empty(), file.baseStage("0", 2));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "01,1", "+1,1", "second,1", "Second,1", "image,", "image:1,"})
  void copySource_numberNameOrImage(String from, Integer expected) {
    Dockerfile file = parse("FROM a\nFROM b AS second\nFROM c\nCOPY --from=" + from + " a b\n");
    assertEquals(Optional.ofNullable(expected), file.copySource(copyOf(file)).map(Stage::index));
  }

  @ParameterizedTest
  @CsvSource({"3", "-1"})
  void copySource_numberThatNoStageHas_isAnError(String from) {
    Dockerfile file = parse("FROM a\nFROM b\nFROM c\nCOPY --from=" + from + " a b\n");
    Copy copy = copyOf(file);
    var error = assertThrows(DockerfileException.class, () -> file.copySource(copy));
    assertEquals(
        "Dockerfile:4: there is no stage number " + from + " (the stages have the numbers 0 to 2)",
        error.summary());
  }

  private static Copy copyOf(Dockerfile file) {
    return assertInstanceOf(Copy.class, file.stages().getLast().instructions().getFirst());
  }

  @Test
  void parseTrigger_readsWhatOnBuildStored() {
    Dockerfile file = parse("FROM a\nONBUILD COPY <<-EOF /x\n\ta\n\tEOF\n");
    OnBuild onBuild =
        assertInstanceOf(OnBuild.class, file.stages().getFirst().instructions().getFirst());
    SourceRange place = file.stages().getFirst().from().range();
    Copy copy = assertInstanceOf(Copy.class, Dockerfile.parseTrigger(onBuild.expression(), place));
    assertEquals("a\n", copy.sources().files().getFirst().text());
    assertEquals(place, copy.range());
  }

  @ParameterizedTest
  @CsvSource({
    "FROM x,FROM is not allowed",
    "'RUN a\nRUN b',is not one instruction",
    "'',is not one instruction",
    "FOO x,unknown instruction: FOO",
    "COPY --form=x a b,did you mean --from?",
  })
  void parseTrigger_bad_pointsToTheFrom(String trigger, String expected) {
    SourceRange place = parse("# one\nFROM a\n").stages().getFirst().from().range();
    var error =
        assertThrows(DockerfileException.class, () -> Dockerfile.parseTrigger(trigger, place));
    assertTrue(error.summary().startsWith("Dockerfile:2: "), error.summary());
    assertTrue(error.summary().contains(expected), error.summary());
  }

  @Test
  void parse_tooLarge_isRefused() {
    byte[] text = new byte[Dockerfile.MAX_BYTES + 1];
    var error = assertThrows(DockerfileException.class, () -> Dockerfile.parse(text, "D"));
    assertEquals("D:1: the Dockerfile is larger than 16 MiB", error.summary());
  }

  @Test
  void parse_longestLine_isAccepted() {
    String longest = "RUN " + "x".repeat(Dockerfile.MAX_LINE_BYTES - 4);
    assertEquals(1, parse("FROM a\n" + longest + "\n").stages().getFirst().instructions().size());
    assertThrows(DockerfileException.class, () -> parse("FROM a\n" + longest + "x\n"));
    assertThrows(
        DockerfileException.class, () -> parse("FROM a\nRUN " + "ü".repeat(40_000) + "\n"));
  }

  @Test
  void parse_manyLines_takesTimeInProportion() {
    String text = "FROM a\n" + "RUN a \\\n".repeat(200_000) + "b\n" + "ENV a=b\n".repeat(200_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> assertEquals(200_001, parse(text).stages().getFirst().instructions().size()));
  }

  @Test
  void excerpt_nearTheEnds_staysInside() {
    String text = "FROM a\nRUN b\nFOO c";
    var error = assertThrows(DockerfileException.class, () -> parse(text));
    assertEquals(
        """
        Dockerfile:3
        --------------------
           1 |     FROM a
           2 |     RUN b
           3 | >>> FOO c
        --------------------
        Dockerfile:3: unknown instruction: FOO""",
        error.render());
  }

  @Test
  void excerpt_longRange_isCut() {
    String text = "FROM a\nCOPY --x \\\n" + "a \\\n".repeat(500) + "b\n";
    var error = assertThrows(DockerfileException.class, () -> parse(text));
    assertTrue(error.render().lines().count() < 80, error.render());
    assertTrue(error.render().contains(">>> ..."), error.render());
  }

  @ParameterizedTest
  @CsvSource({
    "RUNN,RUN",
    "FORM,FROM",
    "WORKDR,WORKDIR",
    "entripoint,ENTRYPOINT",
    "ENVV,ENV",
    "healthchekc,HEALTHCHECK",
    "INSTALL,",
    "X,",
    "RN,RUN",
  })
  void suggestions_nearestKeyword(String word, String expected) {
    assertEquals(
        Optional.ofNullable(expected),
        Suggestions.nearest(
            word, List.of("RUN", "FROM", "WORKDIR", "ENTRYPOINT", "ENV", "HEALTHCHECK", "COPY")));
  }

  @ParameterizedTest
  @CsvSource({
    "30s,PT30S",
    "1h30m,PT1H30M",
    "1.5s,PT1.5S",
    ".5s,PT0.5S",
    "0,PT0S",
    "-3ms,PT-0.003S",
    "+1us,PT0.000001S",
    "1µs,PT0.000001S",
    "5,",
    "s,",
    "1.2.3s,",
    "1d,",
    "'',",
    "9999999h,",
  })
  void duration_asGoReadsIt(String text, Duration expected) {
    assertEquals(Optional.ofNullable(expected), GoNumbers.duration(text));
  }

  @ParameterizedTest
  @CsvSource({
    "64m,67108864",
    "1.5g,1610612736",
    "10,10",
    "10B,10",
    "1 KiB,1024",
    "2Kb,2048",
    "1x,",
    "m,",
    "1..2m,",
    "-1,",
    "99999999p,",
  })
  void ramBytes_asDockerReadsThem(String text, Long expected) {
    var bytes = GoNumbers.ramBytes(text);
    assertEquals(
        Optional.ofNullable(expected),
        bytes.isPresent() ? Optional.of(bytes.getAsLong()) : Optional.empty());
  }

  @Test
  void rawText_anyBytes_comeBack() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(20)];
      random.nextBytes(bytes);
      assertArrayEquals(bytes, RawText.encode(RawText.decode(bytes)));
      byte[] mixed =
          ("ü😀" + new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.UTF_8);
      assertArrayEquals(mixed, RawText.encode(RawText.decode(mixed)));
    }
  }

  @Test
  void body_ofRun_isWhatTheShellGets() {
    Dockerfile file = parse("FROM a\nRUN <<E\n#!/bin/x\nE\nRUN a <<E\nb\nE\nRUN [\"c\"]\nRUN d\n");
    List<RunBody> bodies =
        file.stages().getFirst().instructions().stream()
            .map(instruction -> assertInstanceOf(Run.class, instruction).body())
            .toList();
    assertEquals(
        List.of(
            new RunBody.Script("E", "#!/bin/x\n"),
            new RunBody.Shell("a <<E\nb\nE"),
            new RunBody.Exec(List.of("c")),
            new RunBody.Shell("d")),
        bodies);
  }
}
