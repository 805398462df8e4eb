package dev.varve.cli.args;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArgumentParserTest {
  private static final Option TAG = Option.list("tag", "NAME", "Name it").letter('t');
  private static final Option FILE = Option.text("file", "PATH", "Read it").letter('f');
  private static final Option QUIET = Option.flag("quiet", "Say less").letter('q');
  private static final Option INTERACTIVE = Option.flag("interactive", "Ask").letter('i');
  private static final Option PULL = Option.flag("pull", "Pull");
  private static final Option HOST = Option.text("hostname", "NAME", "Its name").letter('h');
  private static final Option SSH = Option.list("ssh", "KEY", "").notYet("comes later");
  private static final Option SBOM = Option.flag("sbom", "").notYet("comes later");

  private static CommandSpec.Builder spec() {
    return CommandSpec.of("build", "Build")
        .options(TAG, FILE, QUIET, INTERACTIVE, PULL, SSH, SBOM)
        .operands("PATH", 0, 2);
  }

  private static Arguments parse(String... words) {
    return ArgumentParser.parse(spec().build(), List.of(words));
  }

  private static VarveException failure(String... words) {
    return assertThrows(VarveException.class, () -> parse(words));
  }

  @ParameterizedTest
  @CsvSource({
    "--tag x",
    "--tag=x",
    "-t x",
    "-t=x",
    "-tx",
    "-qt x",
    "-qtx",
    "-qt=x",
    "-iqtx",
    "--quiet -t x"
  })
  void value_inAnyForm_isRead(String line) {
    assertEquals(List.of("x"), parse(line.split(" ")).list(TAG));
  }

  @ParameterizedTest
  @CsvSource({
    "-q,true",
    "--quiet,true",
    "--quiet=true,true",
    "--quiet=1,true",
    "--quiet=T,true",
    "--quiet=false,false",
    "--quiet=0,false",
    "-q=false,false",
    "-q=F,false",
    "-iq=false,false",
    "--quiet --quiet=false,false",
    "--quiet=false -q,true",
    "--pull,false",
  })
  void flag_inAnyForm_isRead(String line, boolean set) {
    assertEquals(set, parse(line.split(" ")).flag(QUIET));
  }

  @Test
  void cluster_ofFlagsAndAValue_setsAll() {
    Arguments arguments = parse("-iqt", "x", ".");
    assertTrue(arguments.flag(INTERACTIVE));
    assertTrue(arguments.flag(QUIET));
    assertEquals(List.of("x"), arguments.list(TAG));
    assertEquals(List.of("."), arguments.operands());
  }

  @Test
  void list_givenTwice_keepsBothInOrder() {
    assertEquals(List.of("a", "b,c"), parse("-t", "a", "--tag=b,c").list(TAG));
  }

  @Test
  void text_givenTwice_lastCounts() {
    assertEquals("b", parse("-f", "a", "-fb").text(FILE).orElseThrow());
  }

  @Test
  void value_thatLooksLikeAnOption_isTaken() {
    assertEquals("--tag", parse("-f", "--tag").text(FILE).orElseThrow());
    assertEquals("", parse("--file=").text(FILE).orElseThrow());
    assertEquals("a=b", parse("--file=a=b").text(FILE).orElseThrow());
  }

  @Test
  void options_afterOperands_areRead() {
    Arguments arguments = parse(".", "-t", "x");
    assertEquals(List.of("."), arguments.operands());
    assertEquals(List.of("x"), arguments.list(TAG));
  }

  @Test
  void dash_alone_isAnOperand() {
    assertEquals(List.of("-"), parse("-").operands());
  }

  @Test
  void twoDashes_endOptions() {
    assertEquals(List.of("-t", "--"), parse("--", "-t", "--").operands());
  }

  @Test
  void operand_whenOptionsStopThere_takesTheRest() {
    CommandSpec run =
        CommandSpec.of("run", "Run")
            .options(TAG, HOST)
            .operands("IMAGE [COMMAND]", 1, Integer.MAX_VALUE)
            .stopAtOperand()
            .build();
    Arguments arguments =
        ArgumentParser.parse(run, List.of("-t", "x", "img", "ls", "-t", "--", "--bad"));
    assertEquals(List.of("img", "ls", "-t", "--", "--bad"), arguments.operands());
    assertEquals(
        "box", ArgumentParser.parse(run, List.of("-h", "box", "i")).text(HOST).orElseThrow());
  }

  @Test
  void globalOptions_inEveryCommand_areRead() {
    Arguments arguments = parse("--root", "/r", "-D", ".");
    assertEquals("/r", arguments.text(CommandSpec.ROOT).orElseThrow());
    assertTrue(arguments.flag(CommandSpec.DEBUG));
    assertFalse(arguments.given(TAG));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tga x|build: unknown option '--tga'; did you mean '--tag'?",
        "--fil|build: unknown option '--fil'; did you mean '--file'?",
        "--wholly-different|build: unknown option '--wholly-different'",
        "-x|build: unknown option '-x'",
        "-qx|build: unknown option '-x' in '-qx'",
        "--tag|build: --tag needs a value: --tag NAME",
        "-qt|build: -t needs a value: -t NAME",
        "--quiet=maybe|build: --quiet takes true or false after '=', not 'maybe'",
        "a b c|build: takes at most 2 arguments (PATH), but got 3",
      })
  void mistakes_areNamed(String line, String message) {
    VarveException failure = failure(line.split(" "));
    assertEquals(message, failure.text());
    assertEquals(VarveException.Code.USAGE, failure.code());
    assertEquals("see 'varve build --help'", failure.hint().orElseThrow());
  }

  @Test
  void operands_tooFew_areAskedFor() {
    CommandSpec one = CommandSpec.of("rm", "").operands("CONTAINER...", 1, 9).build();
    CommandSpec two = CommandSpec.of("tag", "").operands("SOURCE TARGET", 2, 2).build();
    CommandSpec none = CommandSpec.of("version", "").build();
    assertEquals("rm: needs an argument (CONTAINER...), but got none", counted(one));
    assertEquals("tag: needs 2 arguments (SOURCE TARGET), but got 1", counted(two, "a"));
    assertEquals("version: takes no arguments, but got 'a'", counted(none, "a"));
  }

  private static String counted(CommandSpec spec, String... words) {
    return assertThrows(VarveException.class, () -> ArgumentParser.parse(spec, List.of(words)))
        .text();
  }

  @Test
  void help_withoutOperands_isNoMistake() {
    CommandSpec two = CommandSpec.of("tag", "").operands("SOURCE TARGET", 2, 2).build();
    assertTrue(ArgumentParser.parse(two, List.of("--help")).flag(CommandSpec.HELP));
    assertTrue(ArgumentParser.parse(two, List.of("-h", "x")).flag(CommandSpec.HELP));
  }

  @Test
  void unsupportedOption_whenUsed_isRefused() {
    VarveException failure = failure("--ssh", "default", ".");
    assertEquals("build: --ssh is not yet supported: comes later", failure.text());
    assertEquals(VarveException.Code.UNSUPPORTED, failure.code());
  }

  @Test
  void unsupportedFlag_whenSwitchedOff_isFine() {
    assertEquals(List.of("."), parse("--sbom=false", ".").operands());
  }
}
