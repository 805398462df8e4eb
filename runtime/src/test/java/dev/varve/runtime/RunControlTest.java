package dev.varve.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunControlTest {
  private final RunControl control = new RunControl();
  private final List<Integer> sent = new ArrayList<>();

  @Test
  void signal_whileTheCommandStarts_arrivesOnceItIsThere() {
    assertFalse(control.signal(15));
    control.starting();
    assertTrue(control.signal(15));
    assertTrue(control.signal(10));
    assertEquals(List.of(), sent);
    control.attach(sent::add);
    assertTrue(control.signal(2));
    assertEquals(List.of(15, 10, 2), sent);
  }

  @Test
  void signal_afterTheEnd_isNotSent() {
    control.starting();
    control.attach(sent::add);
    control.detach();
    assertFalse(control.signal(15));
    assertEquals(List.of(), sent);
  }

  @Test
  void signal_forACommandThatNeverCame_isForgotten() {
    control.starting();
    assertTrue(control.signal(15));
    control.detach();
    control.attach(sent::add);
    assertEquals(List.of(), sent);
  }
}
