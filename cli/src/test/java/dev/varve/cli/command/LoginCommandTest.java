package dev.varve.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.cli.TestCaller;
import dev.varve.cli.args.ArgumentParser;
import dev.varve.cli.output.Console;
import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import dev.varve.registry.Credential.Password;
import dev.varve.registry.LoginCheck;
import dev.varve.store.disk.Durability;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoginCommandTest {
  @TempDir Path temporary;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> asked = new ArrayList<>();

  private void login(LoginCheck check, String input, String... words) throws Exception {
    byte[] in = input.getBytes(StandardCharsets.UTF_8);
    Console console = new Console(new ByteArrayInputStream(in), out, err, Console.Terminal.NONE);
    LoginCommand command = new LoginCommand(check);
    try (Session session = session(console)) {
      assertEquals(0, command.run(ArgumentParser.parse(command.spec(), List.of(words)), session));
      console.flush();
    }
  }

  private Session session(Console console) {
    Session.Choices choices =
        new Session.Choices(temporary.resolve("store"), Durability.DEFAULT, false);
    return new Session(console, Map.of("HOME", temporary.toString()), TestCaller.CLOCK, choices);
  }

  private Optional<Credential> kept(String registry) throws Exception {
    Console console =
        new Console(new ByteArrayInputStream(new byte[0]), out, err, Console.Terminal.NONE);
    try (Session session = session(console)) {
      return session.configuration().credentials().find(registry, "");
    }
  }

  private void accept(String registry, Credential credential) {
    asked.add(registry + " " + ((Password) credential).user());
  }

  @Test
  void password_fromStandardInput_isCheckedAndKept() throws Exception {
    login(this::accept, "pa:ss\r\n", "-u", "me", "--password-stdin");
    assertEquals(List.of("docker.io me"), asked);
    assertEquals(Optional.of(new Password("me", "pa:ss")), kept("docker.io"));
    assertEquals("Login Succeeded\n", out.toString(StandardCharsets.UTF_8));
    String file = temporary.resolve(".docker/config.json").toString();
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("unencrypted in '" + file + "'"));
    login(this::accept, " spaces \n\n", "--username=me", "--password-stdin", "http://a:5000/");
    assertEquals(Optional.of(new Password("me", " spaces \n")), kept("a:5000"));
    assertEquals("a:5000 me", asked.getLast());
  }

  @Test
  void password_asArgument_isWarnedOf() throws Exception {
    login(this::accept, "", "-u", "me", "-p", "s3cret", "quay.io");
    assertEquals(Optional.of(new Password("me", "s3cret")), kept("quay.io"));
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.startsWith("WARNING! Using --password via the CLI is insecure."), said);
    assertFalse((said + out).contains("s3cret"), said);
  }

  @Test
  void refusedCredential_isNotKept() {
    LoginCheck refuse =
        (registry, _) -> {
          throw new VarveException(VarveException.Code.ENVIRONMENT, registry + " refuses");
        };
    assertThrows(
        VarveException.class, () -> login(refuse, "s3cret", "-u", "me", "--password-stdin"));
    assertFalse(Files.exists(temporary.resolve(".docker")));
  }

  @Test
  void password_thatIsTooLong_isRefused() {
    String input = "x".repeat((1 << 16) + 1);
    assertThrows(
        VarveException.class, () -> login(this::accept, input, "-u", "me", "--password-stdin"));
    assertEquals(List.of(), asked);
  }
}
