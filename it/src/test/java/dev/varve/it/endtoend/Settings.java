package dev.varve.it.endtoend;

import dev.varve.it.process.Account;
import dev.varve.it.process.Command;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Makes the settings once for all tests of a run, and takes them away when the run ends. */
final class Settings implements ArgumentsProvider {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Settings.class);

  /** What is made once and closed by JUnit. */
  private record Made(Path work, List<Setting> settings, Optional<Account> account)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try {
        if (account.isPresent()) {
          account.get().close();
        }
        Command.of(List.of("rm", "-rf", work.toString()), Path.of("/")).run().orFail();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while cleaning up");
      }
    }
  }

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Made made =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent("settings", key -> make(), Made.class);
    return made.settings().stream().map(Arguments::of);
  }

  private static Made make() {
    try {
      Path work = Files.createTempDirectory("varve-it");
      Path busybox = Setting.busybox(work);
      Optional<Account> account =
          Requires.effectiveUid() == 0 ? Optional.of(Account.create()) : Optional.empty();
      List<Setting> settings = Setting.all(work, account);
      for (Setting setting : settings) {
        setting.prepared(busybox);
      }
      return new Made(work, settings, account);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
