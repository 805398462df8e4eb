import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A logarithmic axis: which values it shows, and where on the picture each of them lies. */
record LogAxis(double lowest, double highest, double from, double to) {
  /** Room for all values, to the next tick on both sides. */
  static LogAxis around(List<Double> values, double from, double to) {
    double lowest = step(Math.max(Collections.min(values), 1e-4), -1);
    double highest = step(Collections.max(values), 1);
    return new LogAxis(lowest, Math.max(highest, 2 * lowest), from, to);
  }

  /** The next value of the form 1, 2 or 5 times a power of ten, upwards or downwards. */
  private static double step(double value, int direction) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double found = direction > 0 ? 10 * power : power;
    for (int digit : new int[] {1, 2, 5}) {
      double tick = digit * power;
      if (direction < 0 && tick <= value * 1.0001) {
        found = tick;
      } else if (direction > 0 && tick >= value * 0.9999) {
        return tick;
      }
    }
    return found;
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(lowest)); power < 12; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        double tick = digit * Math.pow(10, power);
        if (tick >= lowest * 0.9999 && tick <= highest * 1.0001) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  double at(double value) {
    double part = Math.log(Math.max(value, lowest) / lowest) / Math.log(highest / lowest);
    return from + part * (to - from);
  }
}
