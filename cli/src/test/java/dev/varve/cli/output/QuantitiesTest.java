package dev.varve.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0,0B",
    "30,30B",
    "999,999B",
    "1000,1kB",
    "1984,1.98kB",
    "1100,1.1kB",
    "1984567,1.98MB",
    "16700000,16.7MB",
    "99949999,99.9MB",
    "99950000,100MB",
    "167000000,167MB",
    "999499999,999MB",
    "999500000,1GB",
    "1006000000,1.01GB",
    "9223372036854775807,9.22EB",
  })
  void size_hasThreeDigits(long bytes, String text) {
    assertEquals(text, Quantities.size(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0.00 s",
    "14,0.01 s",
    "15,0.02 s",
    "994,0.99 s",
    "1000,1.0 s",
    "6149,6.1 s",
    "59999,59.9 s",
    "60000,1 min 0 s",
    "125000,2 min 5 s",
    "3725000,1 h 2 min"
  })
  void elapsed_isAsPreciseAsItMatters(long millis, String text) {
    assertEquals(text, Quantities.elapsed(Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @CsvSource({
    "0,Less than a second",
    "1,1 second",
    "59,59 seconds",
    "60,About a minute",
    "119,About a minute",
    "120,2 minutes",
    "3599,59 minutes",
    "3600,About an hour",
    "5399,About an hour",
    "5400,2 hours",
    "169199,47 hours",
    "172800,2 days",
    "1209600,2 weeks",
    "5184000,2 months",
    "63072000,2 years",
  })
  void age_isDockers(long seconds, String text) {
    assertEquals(text, Quantities.age(Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|0", "999|999", "1000|1,000", "1234567|1,234,567", "-1000|-1,000"})
  void count_hasCommas(long number, String text) {
    assertEquals(text, Quantities.count(number));
  }

  @ParameterizedTest
  @CsvSource({"0,3,0.000", "1234,3,1.234", "1289,1,1.2", "60000,0,60", "-5,1,0.0"})
  void seconds_areCut(long millis, int decimals, String text) {
    assertEquals(text, Quantities.seconds(Duration.ofMillis(millis), decimals));
  }
}
