package dev.varve.it.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.BaseImages;
import dev.varve.it.process.BuildLog;
import dev.varve.it.process.BuildLog.Result;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that needs no network, as its page says it behaves. */
class SiteExampleTest {
  @TempDir Path work;

  @Test
  void edited_page_is_rendered_without_installing_the_tools_again()
      throws IOException, InterruptedException {
    Requires.command("busybox");
    Varve varve = Varve.with(work.resolve("store"));
    BaseImages.importBusybox(varve, work);
    varve.run("tag", "busybox", "demo-base").orFail();
    Project project = Project.copyOf("examples/site", varve, "site", work);

    assertEquals(List.of(), project.build("cold").with(Result.CACHED));
    assertTrue(project.run("strata").contains("meltwater carries sand & silt"));
    assertEquals(List.of(), project.build("again").with(Result.RAN));

    project.edit("content/index.md", "sediment", "fine sediment");
    BuildLog edited = project.build("page edited");
    assertEquals(Result.CACHED, edited.result("RUN sh bin/install-tools"));
    assertEquals(Result.CACHED, edited.result("COPY templates/"));
    assertEquals(Result.RAN, edited.result("RUN /opt/tools/render"));
    assertTrue(edited.step("COPY content/").because().contains("index.md"));
    assertTrue(project.run().contains("fine sediment"));
  }
}
