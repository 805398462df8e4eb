package dev.varve.dockerfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.dockerfile.words.Variables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which words of which instruction are expanded, and what is checked afterwards. */
class InstructionExpandTest {
  private static final Map<String, String> VALUES =
      Map.of("A", "a", "P", "80 443/udp", "E", "", "Q", "\"q\"", "C", "x,ro");

  static Dockerfile parse(String text) {
    return Dockerfile.parse(text.getBytes(StandardCharsets.UTF_8), "Dockerfile");
  }

  private static Instruction instruction(String text) {
    return parse("FROM busybox\n" + text + "\n").stages().getFirst().instructions().getFirst();
  }

  private static <T extends Instruction> T expanded(Class<T> type, String text) {
    return assertInstanceOf(type, instruction(text).expand(Variables.of(VALUES), '\\'));
  }

  private static String error(String text) {
    Instruction instruction = instruction(text);
    return assertThrows(
            DockerfileException.class, () -> instruction.expand(Variables.of(VALUES), '\\'))
        .summary();
  }

  @Test
  void env_expandsKeysAndValues_withTheVariablesFromBefore() {
    Env env = expanded(Env.class, "ENV $A=1 B=${A}x C=$B D=\"two $A\" Z='$A'");
    assertEquals(
        List.of("a=1", "B=ax", "C=", "D=two a", "Z=$A"),
        env.pairs().stream().map(pair -> pair.key() + "=" + pair.value()).toList());
  }

  @Test
  void env_oldForm_expandsTheWholeRest() {
    Env env = expanded(Env.class, "ENV X $A 'b  c'   \\$d");
    assertEquals("a b  c   $d", env.pairs().getFirst().value());
  }

  @Test
  void label_valueThatHoldsQuotes_keepsThem() {
    assertEquals("\"q\"", expanded(Label.class, "LABEL x=$Q").pairs().getFirst().value());
  }

  @Test
  void copy_expandsPathsOwnerModeButNotExcludes() {
    Copy copy =
        expanded(
            Copy.class,
            "COPY --chown=$A:$E --chmod=${M:-644} --exclude=$A [\"$A\", \"b c\", \"/$A/\"]");
    assertEquals(List.of("a", "b c"), copy.sources().paths());
    assertEquals("/a/", copy.destination());
    assertEquals(Optional.of("a:"), copy.chown());
    assertEquals(Optional.of("644"), copy.chmod());
    assertEquals(List.of("$A"), copy.excludes());
  }

  @Test
  void copy_ownerThatIsEmptyAfterExpansion_countsAsAbsent() {
    assertEquals(Optional.empty(), expanded(Copy.class, "COPY --chown=$E a b").chown());
  }

  @Test
  void copy_heredoc_expandsWhenItsWordIsNotQuoted() {
    Copy copy =
        expanded(Copy.class, "COPY <<one <<\"two\" <<-three /d\n$A\none\n$A\ntwo\n\t$E\t$A\nthree");
    assertEquals(
        List.of("a\n", "$A\n", "\ta\n"),
        copy.sources().files().stream().map(Heredoc::text).toList());
  }

  @Test
  void copy_quotedHeredoc_keepsAnyBytes() {
    byte[] head = "FROM scratch\nCOPY <<'E' <<F /d\n".getBytes(StandardCharsets.UTF_8);
    byte[] body = {(byte) 0xff, 0, (byte) 0xc3, '\n', 'E', '\n', (byte) 0xff, '$', 'A', '\n', 'F'};
    byte[] text = new byte[head.length + body.length];
    System.arraycopy(head, 0, text, 0, head.length);
    System.arraycopy(body, 0, text, head.length, body.length);
    Instruction copy = Dockerfile.parse(text, "x").stages().getFirst().instructions().getFirst();
    Copy expanded = assertInstanceOf(Copy.class, copy.expand(Variables.of(VALUES), '\\'));
    assertArrayEquals(
        new byte[] {(byte) 0xff, 0, (byte) 0xc3, '\n'},
        expanded.sources().files().getFirst().content());
    assertEquals("\ufffda\n", expanded.sources().files().getLast().text());
  }

  @Test
  void add_expandsTheChecksum() {
    Add add = expanded(Add.class, "ADD --checksum=sha256:$A https://x/$A /y");
    assertEquals(Optional.of("sha256:a"), add.checksum());
    assertEquals(List.of("https://x/a"), add.sources().paths());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN echo $A",
        "CMD $A",
        "ENTRYPOINT [\"$A\"]",
        "SHELL [\"$A\"]",
        "ONBUILD RUN $A",
        "HEALTHCHECK CMD $A",
        "MAINTAINER $A",
        "ARG X=$A"
      })
  void others_areNotExpanded(String text) {
    Instruction instruction = instruction(text);
    Variables variables = Variables.of(VALUES);
    assertEquals(instruction, instruction.expand(variables, '\\'));
    assertEquals(Set.of(), variables.used());
  }

  @Test
  void userWorkdirStopSignalVolume_areExpanded() {
    assertEquals("a:x", expanded(User.class, "USER $A:${G:-x}").user());
    assertEquals("/a b", expanded(Workdir.class, "WORKDIR /$A b").path());
    assertEquals("SIGa", expanded(StopSignal.class, "STOPSIGNAL SIG$A").signal());
    assertEquals(
        List.of("/a", "/x y"), expanded(Volume.class, "VOLUME [\"/$A\", \"/x y\"]").paths());
    assertEquals("Dockerfile:2: a VOLUME path is empty after expansion", error("VOLUME $E"));
  }

  @Test
  void expose_variableMayHoldSeveralPorts() {
    Expose expose = expanded(Expose.class, "EXPOSE $P 7000-7002/TCP 127.0.0.1:1:2 3:4");
    assertEquals(
        List.of("80/tcp", "443/udp", "2/tcp", "4/tcp", "7000/tcp", "7001/tcp", "7002/tcp"),
        expose.ports());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "EXPOSE x | invalid port \"x\"",
        "EXPOSE 65536 | invalid port \"65536\"",
        "EXPOSE 9-8 | invalid port \"9-8\"",
        "EXPOSE 80/http | invalid protocol in the port \"80/http\"",
        "EXPOSE /tcp | invalid port \"/tcp\"",
        "EXPOSE 1-2:3-9 | the two port ranges of \"1-2:3-9\" differ in length",
        "EXPOSE '$P:' | invalid port",
        "ENV X=\"${Y:?tell me}\" | Y: tell me",
        "ENV X=${E:?} | E: must not be empty",
        "WORKDIR ${A | '}' is missing",
        "RUN [] | RUN has no command",
        "RUN --mount=type=bund x | unsupported mount type \"bund\"",
        "RUN --mount=type=bund x | did you mean bind?",
        "RUN --mount=tpye=bind x | unknown key 'tpye'",
        "RUN --mount=target x | needs a value",
        "RUN --mount=type=cache,sharing=lock x | unsupported sharing mode \"lock\"",
        "RUN --mount=type=cache,size=1 x | the key 'size' is not for a cache mount",
        "RUN --mount=required,type=secret,id=x x | the key 'required' is not for a bind mount",
        "RUN --mount=type=bind,target=/x,uid=1 x | neither mode nor uid nor gid",
        "RUN --mount=type=secret x | needs an id or a target",
        "RUN --mount=type=secret,id=a,from=b x | a secret mount takes no from",
        "RUN --mount=type=secret,id=a,src=b x | either source or id",
        "RUN --mount=type=ssh,sharing=locked x | sharing is for cache mounts",
        "RUN --mount=type=cache,mode=888 x | invalid value \"888\" for 'mode'",
        "RUN --mount=type=tmpfs,size=big x | invalid value \"big\" for 'size'",
        "RUN --mount=type=cache,uid=-1 x | invalid value \"-1\" for 'uid'",
        "RUN --mount=type=bind,ro=maybe x | invalid value \"maybe\" for 'ro'",
      })
  void expand_wrongWord_saysWhatAndWhere(String text, String expected) {
    String summary = error(text);
    assertTrue(summary.startsWith("Dockerfile:2: "), summary);
    assertTrue(summary.contains(expected), summary);
  }

  @Test
  void run_mountValue_mayNotAddFields() {
    Run run = expanded(Run.class, "RUN --mount=type=cache,target=/$C x");
    MountSpec mount = run.mounts().getFirst();
    assertEquals(Optional.of("/x,ro"), mount.target());
    assertEquals(MountType.CACHE, mount.type());
    assertTrue(!mount.readOnly());
  }

  @Test
  void from_imageThatIsEmptyAfterExpansion_isRefused() {
    From from = parse("FROM $X\n").stages().getFirst().from();
    var error =
        assertThrows(DockerfileException.class, () -> from.expand(Variables.of(VALUES), '\\'));
    assertTrue(error.summary().contains("is empty after expansion"), error.summary());
    assertEquals(
        "y",
        parse("FROM ${X:-y}\n")
            .stages()
            .getFirst()
            .from()
            .expand(Variables.of(VALUES), '\\')
            .image());
  }

  @Test
  void arg_defaults_areExpandedOneByOne() {
    Arg arg = assertInstanceOf(Arg.class, instruction("ARG X=$A Y='$A' Z"));
    Variables variables = Variables.of(VALUES);
    assertEquals(
        List.of(Optional.of("a"), Optional.of("$A"), Optional.empty()),
        arg.declarations().stream().map(d -> arg.defaultOf(d, variables, '\\')).toList());
  }
}
