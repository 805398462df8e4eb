package dev.varve.it.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The product as its users start it: the launcher, with a store of its own.
 *
 * @param prefix words in front of the launcher, such as those that make it another user's
 * @param launcher the script that starts it
 * @param store where its store lies ({@code --root})
 */
public record Varve(
    List<String> prefix, Path launcher, Path store, Path directory, Map<String, String> variables) {

  public Varve {
    prefix = List.copyOf(prefix);
    variables = Map.copyOf(variables);
  }

  /** With this store, run as the user that runs the tests. It asks no registry of the world. */
  public static Varve with(Path store) {
    return new Varve(
        List.of(),
        home().resolve("varve"),
        store,
        home(),
        Map.of(
            "VARVE_NO_BUILD",
            "1",
            "CONTAINERS_REGISTRIES_CONF",
            home().resolve("it/registries.conf").toString()));
  }

  /** The same, started by another launcher with these words in front. */
  Varve startedAs(List<String> words, Path otherLauncher) {
    return new Varve(words, otherLauncher, store, directory, variables);
  }

  /** The same, started by another launcher. */
  public Varve startedBy(Path otherLauncher) {
    return startedAs(prefix, otherLauncher);
  }

  /** The same with another store. */
  public Varve storing(Path otherStore) {
    return new Varve(prefix, launcher, otherStore, directory, variables);
  }

  /** The same in another working directory. */
  public Varve in(Path otherDirectory) {
    return new Varve(prefix, launcher, store, otherDirectory, variables);
  }

  /** The same with one more environment variable. */
  public Varve with(String variable, String value) {
    Map<String, String> more = new HashMap<>(variables);
    more.put(variable, value);
    return new Varve(prefix, launcher, store, directory, more);
  }

  /** The words that start it, without a command. */
  public List<String> program() {
    List<String> words = new ArrayList<>(prefix);
    words.add(launcher.toString());
    words.add("--root");
    words.add(store.toString());
    return words;
  }

  /** A command that has yet to be run. */
  public Command command(String... arguments) {
    List<String> words = new ArrayList<>(program());
    words.addAll(List.of(arguments));
    return new Command(words, directory, variables, null);
  }

  /** Runs a command to its end, however it ends. */
  public Command.Outcome run(String... arguments) throws IOException, InterruptedException {
    return command(arguments).run();
  }

  /** The directory of the whole project. */
  public static Path home() {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return Files.exists(module.resolve("varve")) ? module : module.resolveSibling("");
  }
}
