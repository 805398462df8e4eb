package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Console;
import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import dev.varve.registry.LoginCheck;
import dev.varve.registry.client.RegistryLogin;
import dev.varve.registry.config.LoginStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code varve login}. */
public final class LoginCommand implements Command {
  static final String DOCKER_HUB = "docker.io";
  private static final int MAX_SECRET = 1 << 16;

  private static final Option USERNAME =
      Option.text("username", "NAME", "Who to log in as").letter('u');
  private static final Option PASSWORD =
      Option.text("password", "PASSWORD", "Password or token; others can see it, so better not")
          .letter('p');
  private static final Option PASSWORD_STDIN =
      Option.flag("password-stdin", "Read the password from standard input");

  /** Null for asking the registry. */
  private final @Nullable LoginCheck check;

  public LoginCommand() {
    this(null);
  }

  /** With something that knows whether a registry takes a credential. */
  LoginCommand(@Nullable LoginCheck check) {
    this.check = check;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("login", "Log in to a registry")
        .operands("[SERVER]", 0, 1)
        .description(
            """
            Asks the registry whether it takes the credentials, then keeps them where Docker does: with
            the credential helper that its config.json names, else in that file. SERVER is the host of
            the registry as in the names of its images; without one it is Docker's own. What is not given
            is asked for on the terminal.""")
        .options(USERNAME, PASSWORD, PASSWORD_STDIN)
        .example("In a script", "varve login -u ci --password-stdin registry.example.com < token")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    String registry = registry(arguments);
    Console console = session.console();
    Credential.Password credential = credential(arguments, console);
    LoginCheck asked =
        check != null
            ? check
            : new RegistryLogin(
                session.configuration().endpoints(),
                session.configuration().connections(),
                session.clock());
    asked.check(registry, credential);
    switch (session.configuration().logins().store(registry, credential)) {
      case LoginStore.Kept.ByHelper _ -> {}
      case LoginStore.Kept.InFile(var path) -> {
        console.note("WARNING! Your credentials are stored unencrypted in '" + path + "'.");
        console.note("A credential helper, named in that file as 'credsStore', keeps them better.");
      }
    }
    console.line("Login Succeeded");
    return 0;
  }

  /** The registry that the operand names. */
  static String registry(Arguments arguments) {
    return arguments.operands().isEmpty() ? DOCKER_HUB : LoginStore.registry(arguments.operand(0));
  }

  private static Credential.Password credential(Arguments arguments, Console console)
      throws IOException, InterruptedException {
    boolean piped = arguments.flag(PASSWORD_STDIN);
    if (arguments.given(PASSWORD)) {
      if (piped) {
        throw usage("--password and --password-stdin are mutually exclusive");
      }
      console.note("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
    }
    if (piped && !arguments.given(USERNAME)) {
      throw usage("--password-stdin needs --username");
    }
    SecretPrompt prompt = new SecretPrompt(console);
    String user =
        arguments.given(USERNAME) ? arguments.text(USERNAME, "") : prompt.line("Username: ");
    if (user.isEmpty() || user.indexOf(':') >= 0) {
      throw usage("a user name must not be empty, and cannot have a colon in it");
    }
    String password =
        piped
            ? piped(console)
            : arguments.given(PASSWORD)
                ? arguments.text(PASSWORD, "")
                : prompt.secret("Password: ");
    if (password.isEmpty()) {
      throw usage("the password is empty");
    }
    return new Credential.Password(user, password);
  }

  /** All of standard input but for a line break at its end, which echo(1) and editors leave. */
  private static String piped(Console console) throws IOException {
    byte[] bytes = console.in().readNBytes(MAX_SECRET + 1);
    if (bytes.length > MAX_SECRET) {
      throw usage("the password is longer than 64 KiB");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.length();
    end -= text.endsWith("\n") ? 1 : 0;
    end -= end > 0 && text.charAt(end - 1) == '\r' ? 1 : 0;
    return text.substring(0, end);
  }

  private static VarveException usage(String what) {
    return new VarveException(
        VarveException.Code.USAGE, "login: " + what, "see 'varve login --help'");
  }
}
