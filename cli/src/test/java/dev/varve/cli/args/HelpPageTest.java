package dev.varve.cli.args;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class HelpPageTest {
  @Test
  void page_ofACommand_showsAllItsParts() {
    CommandSpec spec =
        CommandSpec.of("build", "Build an image")
            .operands("PATH | -", 1, 1)
            .description("Reads a Dockerfile.")
            .section(
                "Image",
                Option.list("tag", "NAME", "Name the image").letter('t'),
                Option.flag("hidden", "Not shown").hide())
            .section(
                "Output",
                Option.text(
                    "a-very-long-option-name", "WITH-ITS-VALUE", "Wraps onto the line below it"),
                Option.text(
                    "progress",
                    "KIND",
                    "How to show what goes on while the build runs, which may take a while: auto, plain,"
                        + " tty"))
            .example("Build what is here", "varve build -t shop .")
            .build();
    assertEquals(
        """
        Usage:  varve build [OPTIONS] PATH | -

        Build an image

        Reads a Dockerfile.

        Image:
          -t, --tag NAME                  Name the image

        Output:
              --a-very-long-option-name WITH-ITS-VALUE
                                          Wraps onto the line below it
              --progress KIND             How to show what goes on while the build runs, which may take a
                                          while: auto, plain, tty

        Everywhere:
              --root DIR                  Where images, layers and the cache are kept
              --durable                   Force everything to the disk before the command ends
          -D, --debug                     Print stack traces and what the command does
          -h, --help                      Show this page

        Examples:
          # Build what is here
          varve build -t shop .
        """,
        HelpPage.of(spec));
  }

  @Test
  void page_whenTheCommandClaimsALetter_doesNotShowItTwice() {
    CommandSpec spec =
        CommandSpec.of("run", "Run")
            .options(Option.text("hostname", "NAME", "Its name").letter('h'))
            .build();
    assertEquals(
        """
        Usage:  varve run [OPTIONS]

        Run

        Options:
          -h, --hostname NAME             Its name

        Everywhere:
              --root DIR                  Where images, layers and the cache are kept
              --durable                   Force everything to the disk before the command ends
          -D, --debug                     Print stack traces and what the command does
              --help                      Show this page
        """,
        HelpPage.of(spec));
  }
}
