package dev.varve.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void columns_areThreeSpacesApart() {
    Table table = new Table("REPOSITORY", "TAG", "SIZE");
    table.row("a", "latest", "1B");
    table.row("日本", "x", "10MB");
    assertEquals(
        """
        REPOSITORY   TAG       SIZE
        a            latest    1B
        日本         x         10MB
        """,
        table.toString());
  }
}
