package dev.varve.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/**
 * Deletes temporary directories with {@code rm}, which stops at mount points. JUnit's own strategy
 * warns of every symbolic link that leads out of the directory; a root file system has hundreds.
 */
public final class WholeTreeDeletion implements TempDirDeletionStrategy {

  @Override
  public DeletionResult delete(
      Path directory, AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    DeletionResult.Builder result = DeletionResult.builder(directory);
    Process rm =
        new ProcessBuilder("rm", "-rf", "--one-file-system", "--", directory.toString())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .start();
    String said = new String(rm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (rm.waitFor() != 0) {
        result.addFailure(directory, new IOException(said.strip()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.addFailure(directory, e);
    }
    return result.build();
  }
}
